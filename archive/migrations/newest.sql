-- The tables of a new archive. Generated from the migrations by python -m archive.migrations.newest
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE attempts (
	bucket TEXT NOT NULL,
	failures INTEGER NOT NULL,
	last INTEGER NOT NULL,
	CONSTRAINT pk_attempts PRIMARY KEY (bucket)
)
 STRICT;
CREATE TABLE compartments (
	record_id TEXT NOT NULL,
	compartment TEXT NOT NULL,
	CONSTRAINT pk_compartments PRIMARY KEY (record_id, compartment)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE credentials (
	id TEXT NOT NULL,
	seq INTEGER NOT NULL,
	person TEXT NOT NULL,
	kind TEXT NOT NULL,
	secret TEXT NOT NULL,
	facts TEXT NOT NULL,
	CONSTRAINT pk_credentials PRIMARY KEY (id),
	CONSTRAINT fk_credentials_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq)
)
 STRICT;
CREATE TABLE details (
	seq INTEGER NOT NULL,
	secret BLOB,
	body TEXT,
	CONSTRAINT pk_details PRIMARY KEY (seq),
	CONSTRAINT fk_details_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq)
)
 STRICT;
CREATE TABLE drafts (
	id TEXT NOT NULL,
	person TEXT NOT NULL,
	type TEXT NOT NULL,
	record TEXT,
	begun_from INTEGER NOT NULL,
	version INTEGER NOT NULL,
	saved TEXT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_drafts PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE entries (
	seq INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	CONSTRAINT pk_entries PRIMARY KEY (seq)
)
 STRICT;
CREATE TABLE entry_objects (
	object_id TEXT NOT NULL,
	seq INTEGER NOT NULL,
	CONSTRAINT pk_entry_objects PRIMARY KEY (object_id, seq)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE external_ids (
	scheme TEXT NOT NULL,
	value TEXT NOT NULL,
	record_id TEXT NOT NULL,
	CONSTRAINT pk_external_ids PRIMARY KEY (scheme, value)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE links (
	record_id TEXT NOT NULL,
	pointer TEXT NOT NULL,
	target TEXT NOT NULL,
	CONSTRAINT pk_links PRIMARY KEY (record_id, pointer)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE log_state (
	id INTEGER NOT NULL,
	size INTEGER NOT NULL,
	frontier BLOB NOT NULL,
	root BLOB NOT NULL,
	CONSTRAINT pk_log_state PRIMARY KEY (id)
)
 STRICT;
INSERT INTO "log_state" VALUES(1,0,X'0000000000000000',X'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855');
CREATE TABLE names (
	record_id TEXT NOT NULL,
	view_lo INTEGER NOT NULL,
	view_hi INTEGER NOT NULL,
	position INTEGER NOT NULL,
	type TEXT NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_names PRIMARY KEY (record_id, view_lo, position)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE people (
	id TEXT NOT NULL,
	seq INTEGER NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL, clearance TEXT NOT NULL DEFAULT 'confidential', compartments TEXT, working INTEGER NOT NULL DEFAULT 1,
	CONSTRAINT pk_people PRIMARY KEY (id),
	CONSTRAINT fk_people_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq),
	CONSTRAINT uq_people_name UNIQUE (name)
)
 STRICT;
CREATE TABLE records (
	id TEXT NOT NULL,
	ref TEXT NOT NULL,
	type TEXT NOT NULL,
	revision INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	state TEXT NOT NULL,
	level INTEGER NOT NULL,
	created TEXT NOT NULL,
	updated TEXT NOT NULL,
	CONSTRAINT pk_records PRIMARY KEY (id),
	CONSTRAINT fk_records_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq),
	CONSTRAINT uq_records_ref UNIQUE (ref)
)
 STRICT;
CREATE TABLE revisions (
	record_id TEXT NOT NULL,
	revision INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	secret BLOB,
	body TEXT,
	CONSTRAINT pk_revisions PRIMARY KEY (record_id, revision),
	CONSTRAINT fk_revisions_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq),
	CONSTRAINT uq_revisions_seq UNIQUE (seq)
)
 STRICT;
CREATE TABLE terms (
	record_id TEXT NOT NULL,
	view_lo INTEGER NOT NULL,
	field TEXT NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_terms PRIMARY KEY (record_id, view_lo, field, value)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE tiles (
	level INTEGER NOT NULL,
	number INTEGER NOT NULL,
	hashes BLOB NOT NULL,
	CONSTRAINT pk_tiles PRIMARY KEY (level, number)
)
 STRICT;
CREATE TABLE uses (
	credential TEXT NOT NULL,
	last INTEGER NOT NULL,
	CONSTRAINT pk_uses PRIMARY KEY (credential)
)
 STRICT;
CREATE TABLE views (
	record_id TEXT NOT NULL,
	view_lo INTEGER NOT NULL,
	view_hi INTEGER NOT NULL,
	type TEXT NOT NULL,
	ref TEXT NOT NULL,
	title TEXT NOT NULL,
	date_lo INTEGER,
	date_hi INTEGER,
	core_lo INTEGER,
	core_hi INTEGER,
	date_words TEXT,
	place_id TEXT,
	place_words TEXT,
	lat REAL,
	lon REAL,
	radius_m INTEGER,
	context_only INTEGER NOT NULL,
	retired INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	CONSTRAINT pk_views PRIMARY KEY (record_id, view_lo),
	CONSTRAINT fk_views_record_id_records FOREIGN KEY(record_id) REFERENCES records (id)
)
 STRICT;
CREATE INDEX ix_external_ids_record_id ON external_ids (record_id);
CREATE INDEX ix_links_target ON links (target);
CREATE INDEX ix_terms_field_value ON terms (field, value);
CREATE INDEX ix_entry_objects_seq ON entry_objects (seq);
CREATE INDEX ix_views_ref ON views (ref);
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER entries_no_replace BEFORE INSERT ON entries WHEN EXISTS (SELECT 1 FROM entries WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions WHEN NEW.body IS NOT NULL OR NEW.secret IS NOT NULL BEGIN SELECT RAISE(ABORT, 'revisions and details are kept; erasing empties them'); END;
CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions BEGIN SELECT RAISE(ABORT, 'revisions and details are kept; erasing empties them'); END;
CREATE TRIGGER revisions_no_replace BEFORE INSERT ON revisions WHEN EXISTS (SELECT 1 FROM revisions WHERE seq = NEW.seq
        OR (record_id = NEW.record_id AND revision = NEW.revision)) BEGIN SELECT RAISE(ABORT, 'revisions and details are kept; erasing empties them'); END;
CREATE TRIGGER details_no_update BEFORE UPDATE ON details WHEN NEW.body IS NOT NULL OR NEW.secret IS NOT NULL BEGIN SELECT RAISE(ABORT, 'revisions and details are kept; erasing empties them'); END;
CREATE TRIGGER details_no_delete BEFORE DELETE ON details BEGIN SELECT RAISE(ABORT, 'revisions and details are kept; erasing empties them'); END;
CREATE TRIGGER details_no_replace BEFORE INSERT ON details WHEN EXISTS (SELECT 1 FROM details WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'revisions and details are kept; erasing empties them'); END;
CREATE INDEX ix_credentials_secret ON credentials (secret);
CREATE INDEX ix_credentials_person ON credentials (person);
CREATE TRIGGER credentials_no_update BEFORE UPDATE ON credentials BEGIN SELECT RAISE(ABORT, 'credentials are made and ended, never changed'); END;
CREATE TRIGGER credentials_no_replace BEFORE INSERT ON credentials WHEN EXISTS (SELECT 1 FROM credentials WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'credentials are made and ended, never changed'); END;
CREATE INDEX ix_drafts_person ON drafts (person);
CREATE INDEX ix_compartments_compartment ON compartments (compartment);
