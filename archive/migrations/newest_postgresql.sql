-- The tables of a new archive. Generated from the migrations by python -m archive.migrations.newest
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE entries (
    seq BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    CONSTRAINT pk_entries PRIMARY KEY (seq)
);
CREATE TABLE entry_objects (
    object_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_entry_objects PRIMARY KEY (object_id, seq)
);
CREATE TABLE external_ids (
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    record_id TEXT NOT NULL,
    CONSTRAINT pk_external_ids PRIMARY KEY (scheme, value)
);
CREATE INDEX ix_external_ids_record_id ON external_ids (record_id);
CREATE TABLE links (
    record_id TEXT NOT NULL,
    pointer TEXT NOT NULL,
    target TEXT NOT NULL,
    CONSTRAINT pk_links PRIMARY KEY (record_id, pointer)
);
CREATE INDEX ix_links_target ON links (target);
CREATE TABLE log_state (
    id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    frontier BYTEA NOT NULL,
    root BYTEA NOT NULL,
    CONSTRAINT pk_log_state PRIMARY KEY (id)
);
CREATE TABLE names (
    record_id TEXT NOT NULL,
    view_lo BIGINT NOT NULL,
    view_hi BIGINT NOT NULL,
    position BIGINT NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_names PRIMARY KEY (record_id, view_lo, position)
);
CREATE TABLE terms (
    record_id TEXT NOT NULL,
    view_lo BIGINT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_terms PRIMARY KEY (record_id, view_lo, field, value)
);
CREATE INDEX ix_terms_field_value ON terms (field, value);
CREATE TABLE tiles (
    level BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hashes BYTEA NOT NULL,
    CONSTRAINT pk_tiles PRIMARY KEY (level, number)
);
CREATE TABLE details (
    seq BIGINT NOT NULL,
    secret BYTEA,
    body TEXT,
    CONSTRAINT pk_details PRIMARY KEY (seq),
    CONSTRAINT fk_details_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq)
);
CREATE TABLE people (
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT fk_people_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq),
    CONSTRAINT uq_people_name UNIQUE (name)
);
CREATE TABLE records (
    id TEXT NOT NULL,
    ref TEXT NOT NULL,
    type TEXT NOT NULL,
    revision BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    state TEXT NOT NULL,
    level BIGINT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    CONSTRAINT pk_records PRIMARY KEY (id),
    CONSTRAINT fk_records_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq),
    CONSTRAINT uq_records_ref UNIQUE (ref)
);
CREATE TABLE revisions (
    record_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    secret BYTEA,
    body TEXT,
    CONSTRAINT pk_revisions PRIMARY KEY (record_id, revision),
    CONSTRAINT fk_revisions_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq),
    CONSTRAINT uq_revisions_seq UNIQUE (seq)
);
CREATE TABLE views (
    record_id TEXT NOT NULL,
    view_lo BIGINT NOT NULL,
    view_hi BIGINT NOT NULL,
    type TEXT NOT NULL,
    ref TEXT NOT NULL,
    title TEXT NOT NULL,
    date_lo BIGINT,
    date_hi BIGINT,
    core_lo BIGINT,
    core_hi BIGINT,
    date_words TEXT,
    place_id TEXT,
    place_words TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    radius_m BIGINT,
    context_only BIGINT NOT NULL,
    retired BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_views PRIMARY KEY (record_id, view_lo),
    CONSTRAINT fk_views_record_id_records FOREIGN KEY(record_id) REFERENCES records (id)
);
CREATE INDEX ix_entry_objects_seq ON entry_objects (seq);
CREATE INDEX ix_views_ref ON views (ref);
INSERT INTO log_state (id, size, frontier, root) VALUES (1, 0, '\x0000000000000000', '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];
END
$$;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION refuse_change('the log is only ever added to');
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries FOR EACH ROW EXECUTE FUNCTION refuse_change('the log is only ever added to');
CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the log is only ever added to');
CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.secret IS NOT NULL) EXECUTE FUNCTION refuse_change('revisions and details are kept; erasing empties them');
CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION refuse_change('revisions and details are kept; erasing empties them');
CREATE TRIGGER revisions_no_truncate BEFORE TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('revisions and details are kept; erasing empties them');
CREATE TRIGGER details_no_update BEFORE UPDATE ON details FOR EACH ROW WHEN (NEW.body IS NOT NULL OR NEW.secret IS NOT NULL) EXECUTE FUNCTION refuse_change('revisions and details are kept; erasing empties them');
CREATE TRIGGER details_no_delete BEFORE DELETE ON details FOR EACH ROW EXECUTE FUNCTION refuse_change('revisions and details are kept; erasing empties them');
CREATE TRIGGER details_no_truncate BEFORE TRUNCATE ON details FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('revisions and details are kept; erasing empties them');
INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING alembic_version.version_num;
ALTER TABLE people ADD COLUMN clearance TEXT NOT NULL DEFAULT 'confidential';
ALTER TABLE people ADD COLUMN compartments TEXT;
ALTER TABLE people ADD COLUMN working INTEGER NOT NULL DEFAULT 1;
UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';
CREATE TABLE credentials (
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    secret TEXT NOT NULL,
    facts TEXT NOT NULL,
    CONSTRAINT pk_credentials PRIMARY KEY (id),
    CONSTRAINT fk_credentials_seq_entries FOREIGN KEY(seq) REFERENCES entries (seq)
);
CREATE INDEX ix_credentials_secret ON credentials (secret);
CREATE INDEX ix_credentials_person ON credentials (person);
CREATE TABLE uses (
    credential TEXT NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT pk_uses PRIMARY KEY (credential)
);
CREATE TABLE attempts (
    bucket TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last BIGINT NOT NULL,
    CONSTRAINT pk_attempts PRIMARY KEY (bucket)
);
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0];
END
$$;
CREATE TRIGGER credentials_no_update BEFORE UPDATE ON credentials FOR EACH ROW EXECUTE FUNCTION refuse_change('credentials are made and ended, never changed');
UPDATE alembic_version SET version_num='0003' WHERE alembic_version.version_num = '0002';
CREATE TABLE drafts (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    type TEXT NOT NULL,
    record TEXT,
    begun_from BIGINT NOT NULL,
    version BIGINT NOT NULL,
    saved TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (id)
);
CREATE INDEX ix_drafts_person ON drafts (person);
UPDATE alembic_version SET version_num='0004' WHERE alembic_version.version_num = '0003';
CREATE TABLE compartments (
    record_id TEXT NOT NULL,
    compartment TEXT NOT NULL,
    CONSTRAINT pk_compartments PRIMARY KEY (record_id, compartment)
);
CREATE INDEX ix_compartments_compartment ON compartments (compartment);
UPDATE alembic_version SET version_num='0005' WHERE alembic_version.version_num = '0004';
