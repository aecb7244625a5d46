"""Incidents, and the acts inside them: who did what to whom, when, where, by which means.

Follows the "who did what to whom" method of HURIDOCS: an incident is a folder in time and place;
what is counted, cited and pleaded is the act; what is true of one victim is said of that victim's
place in that act.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.counts import CountValue
from schemas.dates import DateValue, Duration, TimeOfDay
from schemas.places import PlaceValue
from schemas.record import BaseRecord, Texts
from schemas.reference import ActorRef, IncidentRef, OptionalWho
from schemas.shape import NonEmpty, OptionalText, Shape
from schemas.vocabulary import code_of

KEY_PATTERN = r"^[A-Za-z0-9_.-]{1,40}$"
ActKey = Annotated[str, Field(pattern=KEY_PATTERN)]
"""Name of an act inside its incident, such as "search-1"."""


class Victim(Shape):
    """The place of one victim in one act."""

    actor: ActorRef | None = None
    """Who. None: not named, see `description`."""
    description: OptionalText = None
    """How the source describes a victim whom it does not name."""
    count: CountValue | None = None
    """How many, where they are not named one by one."""
    role: Annotated[str, code_of("victim_roles")] | None = None
    """In what way this act was against them."""
    status_at_end: Annotated[str, code_of("victim_statuses")] | None = None
    """How it stood with them when the act was over (HURIDOCS V25)."""
    status_as_of: DateValue | None = None
    """The date for which that status is stated."""
    characteristics: tuple[NonEmpty, ...] = ()
    """What the source says of them that mattered."""
    consequences: OptionalText = None
    """What it did to them."""

    @model_validator(mode="after")
    def _is_somebody(self) -> Victim:
        if not (self.actor or self.description or self.content()):
            raise ValueError("expected an actor, a description or a count, found a victim of none")
        return self


class Attribution(Shape):
    """How firmly, and on what ground, an act is laid to somebody."""

    degree: Annotated[str, code_of("degrees")] | None = None
    """In what way they took part (HURIDOCS V18)."""
    basis: Annotated[str, code_of("bases")] | None = None
    """On what ground that is said."""
    confidence: Annotated[str, code_of("confidences")] | None = None
    """How far the coder trusts it."""
    hedge: Annotated[str, code_of("hedges")] | None = None
    """How sure the source sounds."""


class Perpetrator(Attribution):
    """The place of one perpetrator, or of a group, in one act."""

    actor: ActorRef | None = None
    """Who. None: not named, see `description`."""
    description: OptionalText = None
    """How the source describes them."""
    count: CountValue | None = None
    """How many."""
    actor_type: Annotated[str, code_of("actor_types")] | None = None
    """What kind of actor (HURIDOCS V24)."""
    identification: Annotated[str, code_of("identifications")] | None = None
    """How far they can be told from others."""
    latest_status: Annotated[str, code_of("perpetrator_statuses")] | None = None
    """What has become of proceedings against them (HURIDOCS V26)."""

    @model_validator(mode="after")
    def _is_somebody(self) -> Perpetrator:
        if not (self.actor or self.description or self.content()):
            raise ValueError("expected an actor or a description, found a perpetrator of neither")
        return self


class Property(Shape):
    """A class of things that an act damaged or took."""

    class_: Annotated[str, code_of("property_classes")] = Field(alias="class")
    """What it is."""
    description: OptionalText = None
    """What the source calls it."""
    quantity: CountValue | None = None
    """How many."""
    owner: ActorRef | None = None
    """Whose."""
    damage: Annotated[str, code_of("damages")] | None = None
    """What was done to it."""
    status: Annotated[str, code_of("property_statuses")] | None = None
    """Where it stands now."""
    status_as_of: DateValue | None = None
    """The date for which that status is stated."""


class Act(Shape):
    """One type of act, by perpetrators, against victims, with methods."""

    key: ActKey | None = None
    """Its name inside the incident, for references from evidence."""
    type: Annotated[str, code_of("acts")]
    """What was done."""
    description: OptionalText = None
    """In the coder's words."""
    methods: tuple[Annotated[str, code_of("methods")], ...] = ()
    """By which means."""
    date: DateValue | None = None
    """When, if more exact than the incident."""
    duration: Duration | None = None
    """How long."""
    place: PlaceValue | None = None
    """Where, if more exact than the incident."""
    location_type: Annotated[str, code_of("location_types")] | None = None
    """What kind of spot (HURIDOCS V17)."""
    victims: tuple[Victim, ...] = ()
    perpetrators: tuple[Perpetrator, ...] = ()
    property: tuple[Property, ...] = ()
    count: CountValue | None = None
    """How many such acts the source speaks of."""
    hedge: Annotated[str, code_of("hedges")] | None = None
    """How sure the source sounds that the act took place as typed."""
    stated_reason: OptionalText = None
    """The reason given by those who did it."""
    legal_ground_shown: Annotated[str, code_of("legal_grounds")] | None = None
    """What paper was shown."""
    official_attribution: Annotated[str, code_of("official_attributions")] | None = None
    """What officials said of the responsibility (HURIDOCS V28)."""


class IncidentCount(Shape):
    """How many the incident killed, injured, displaced, destroyed."""

    of_what: NonEmpty
    """killed, injured, detained, displaced, destroyed, or the archive's own word."""
    value: CountValue
    """How many."""
    who: OptionalText = None
    """Of which group, where the source counts groups apart. None: of all."""


class Link(Shape):
    """How this incident stands to another."""

    to: IncidentRef
    type: Annotated[str, code_of("link_types")]
    note: OptionalText = None


class Review(Shape):
    """How far the record has been checked."""

    state: Annotated[str, code_of("review_states")] = "draft"
    by: OptionalWho = None
    """Who says so."""


class Incident(BaseRecord):
    """Something that happened: a folder in time and place for the acts in it."""

    type: Literal["incident"]
    title: NonEmpty
    kinds: tuple[Annotated[str, code_of("incident_kinds")], ...] = ()
    """What kind of incident, in broad words."""
    narrative: Texts = Field(default_factory=dict)
    """What happened, in prose, by language."""
    date: DateValue | None = None
    """When."""
    time: TimeOfDay | None = None
    """At what time of day."""
    place: PlaceValue | None = None
    """Where."""
    acts: tuple[Act, ...] = ()
    counts: tuple[IncidentCount, ...] = ()
    """What the source counts for the incident as a whole."""
    status: Annotated[str, code_of("statuses")] | None = None
    """How sure the archive is that it happened (HURIDOCS V41)."""
    context_only: bool = False
    """True for what is no violation itself but is needed to understand others."""
    links: tuple[Link, ...] = ()
    review: Review = Review()

    @model_validator(mode="after")
    def _act_keys_differ(self) -> Incident:
        keys = [act.key for act in self.acts if act.key]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"expected each act to have its own key, found {key!r} twice")
        return self
