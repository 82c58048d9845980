"""The nouns. A class mirrors a TOML table: same names, same shape.

Reading a table into its class is strict: an unknown key, a missing key or a wrong type is a
fault (see load.py). Everything is frozen, because one copy serves every request.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from msgspec import Struct, field

Kind = Literal["one", "many"]
Area = Literal["food", "skin_care", "rest", "drinks", "care"]
# Of doing what a tip says.
Grade = Literal["strong", "moderate", "limited", "insufficient"]
# On a claim: studies can speak against one.
Verdict = Literal["strong", "moderate", "limited", "insufficient", "contradicted"]
Urgency = Literal["emergency", "urgent", "non-urgent"]
Property = Literal[
    "gluten", "milk", "soy", "nuts_or_seeds", "fish", "tyramine", "alcohol", "salt", "potassium",
    "raw_or_skins",
]  # fmt: skip
Withheld = Literal[
    "gluten", "milk", "soy", "nuts_or_seeds", "fish", "tyramine", "alcohol", "salt", "potassium",
    "raw_or_skins", "fodmap_high", "live",
]  # fmt: skip
# Of the guidelines for access (WCAG).
Level = Literal["A", "AA", "AAA"]
# How far a source was read: on its own page, as quoted elsewhere, or there is none: a rule of ours.
Seen = Literal["seen", "quoted", "ours"]
# What the program needs a question for, whatever its id is.
Role = Literal["adult", "region", "concerns", "treatment", "health", "first_area"]
# Where a sign is felt: the links at the top of the page of help.
Part = Literal["skin", "gut", "pregnancy", "mind"]
# How an effect is told: risk ratio, odds ratio, hazard ratio, ratio of rates, risk difference in
# percent, mean difference in a unit, mean difference in standard deviations.
Measure = Literal["RR", "OR", "HR", "rate ratio", "RD", "MD", "SMD"]
# How far a source was read for its figures; "notes": by an earlier reader, whose notes we have.
ReadIn = Literal["full", "abstract", "summary", "notes"]
# How sure the source itself says it is (GRADE).
Certainty = Literal["high", "moderate", "low", "very low"]
# Why a grade has no figures.
Absence = Literal["guideline", "link", "words", "unseen"]
Disposition = Literal[
    "tip", "claim", "question", "option", "food", "explainer", "corrected", "declined"
]

# Best first. The order decides which tip comes first, never whether it is shown.
GRADES: tuple[Grade, ...] = ("strong", "moderate", "limited", "insufficient")
VERDICTS: tuple[Verdict, ...] = (*GRADES, "contradicted")
# Letters of a label that fits into half a phone screen on one line.
SHORT_LABEL = 18
# Worst first.
URGENCIES: tuple[Urgency, ...] = ("emergency", "urgent", "non-urgent")


class Table(Struct, frozen=True, eq=False, forbid_unknown_fields=True, dict=True):
    """One TOML table. Compared and hashed by identity: there is one copy of each."""


class Named(Table, frozen=True, kw_only=True):
    """What has a page or a place of its own to be led to, by the name of its class."""

    id: str

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.id.replace("_", "-")

    @property
    def dom_id(self) -> str:
        return f"{type(self).__name__.lower()}-{self.slug}"


class When(Table, frozen=True, kw_only=True):
    """A condition in two words, each `question = [options]`.

    `all_of` holds when every question named has one of its options among the answers;
    `any_of` when at least one has. With both, both must hold. There is no third word.
    """

    all_of: dict[str, frozenset[str]] = {}
    any_of: dict[str, frozenset[str]] = {}


Condition = When | Literal["everyone"]


class Option(Table, frozen=True, kw_only=True):
    id: str
    label: str
    # How the answer reads after "You said", in the words of the person: "your skin is dry".
    quote: str
    hint: str = ""
    exclusive: bool = False
    # Whoever chooses it gets no advice: the exit page instead.
    turns_away: bool = False
    # Where it stands on the scale of its question, for the line over time; None leaves a gap.
    value: float | None = None
    # "I'd rather not say": stands for every other option of a question where silence does.
    undisclosed: bool = False
    # "I'm not sure": says nothing against what was said elsewhere (Question.refines).
    unsure: bool = False
    # The heading it stands under: a key of Question.groups.
    group: str = ""
    # Offered in an earlier edition. Still read in what was saved, never offered again.
    retired: bool = False
    # Its hint is the alcohol line of the person's region.
    alcohol_line: bool = False
    # Other answers that this one gives as well: a detail gives the habit that it is about, a
    # retired option all that it may have meant. Question id -> option ids.
    counts_as: dict[str, frozenset[str]] = {}
    # The skin concern (a key of [concerns]) whose evidence grade this option asks for.
    concern: str = ""
    # What people type into the search for it: finds the tips for the concern, and the warning
    # signs that ask for this answer.
    found_by: tuple[str, ...] = ()

    @property
    def short(self) -> bool:
        """Fits beside another one on a narrow screen."""
        return len(self.label) <= SHORT_LABEL and not self.hint and not self.alcohol_line


class Question(Table, frozen=True, kw_only=True):
    id: str
    kind: Kind
    # One question has each of the roles.
    role: Role | None = None
    text: str
    # Short form for the list of answers and for "Why am I seeing this?".
    name: str
    options: tuple[Option, ...]
    hint: str = ""
    because: str = ""
    # Headings among the options, in order: id -> words.
    groups: dict[str, str] = {}
    # Words at the two ends of a scale: its options are numbers that stand in a row.
    scale: tuple[str, ...] = ()
    # Retired: the question that asks for the same today.
    now: str = ""
    # Ticks of other questions that an answer here puts right, in place of what was ticked there.
    refines: dict[str, frozenset[str]] = {}
    required: bool = False
    # Left unanswered, or answered with a silence option, it counts as every option ticked.
    unanswered_means_all: bool = False
    # Show the alcohol guide of the person's region beside it.
    alcohol_guide: bool = False
    # Told over time, from several results.
    charted: bool = False
    # Asked anew each week of a plan.
    weekly: bool = False
    # Its options are foods, and each has a drawing (templates/drawings/foods/).
    drawn: bool = False
    # What to do when nothing was chosen, where that is an error.
    error: str = ""

    @cached_property
    def by_id(self) -> dict[str, Option]:
        return {option.id: option for option in self.options}

    @cached_property
    def exclusive(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.exclusive)

    @cached_property
    def turning_away(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.turns_away)

    @cached_property
    def undisclosed(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.undisclosed)

    @cached_property
    def offered(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.retired)

    @cached_property
    def offered_ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.offered)

    @cached_property
    def retired_ids(self) -> frozenset[str]:
        return frozenset(self.by_id) - self.offered_ids

    @cached_property
    def plain(self) -> frozenset[str]:
        """The options offered that are not exclusive."""
        return self.offered_ids - self.exclusive

    @cached_property
    def unsure(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.unsure)

    @cached_property
    def sections(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """The options offered, under their headings; those without a heading stand under ""."""
        found: dict[str, list[Option]] = {}
        for option in self.offered:
            found.setdefault(self.groups.get(option.group, ""), []).append(option)
        return tuple((heading, tuple(options)) for heading, options in found.items())


class Page(Table, frozen=True, kw_only=True):
    id: str
    title: str
    questions: tuple[Question, ...]
    because: str = ""
    # Asked anew at "Check in again": what can change within weeks, and what keeps people safe.
    ask_again: bool = False
    # The page is passed over, and its answers do not count, while this condition holds.
    skip_when: When | None = None
    # Asked only of who wants it: the area (a key of [more]) it goes into more closely.
    area: str = ""
    # Such a page is not asked while this holds. Answers given before still count.
    hide_when: When | None = None
    # Its questions are warning signs: skipped, it is never read as "no signs".
    signs: bool = False
    # Its answers stand on the page for an appointment.
    printed: bool = False

    @cached_property
    def required(self) -> bool:
        return any(question.required for question in self.questions)


class Fact(Table, frozen=True, kw_only=True):
    """What no single condition can say: it holds when one of several does."""

    id: str
    # The edition whose answers it is for; 0 stands for any.
    edition: int = 0
    when: tuple[When, ...]

    @cached_property
    def reads(self) -> dict[str, frozenset[str]]:
        """The answers it looks at, to tell the person what they said."""
        found: dict[str, frozenset[str]] = {}
        for when in self.when:
            for table in (when.all_of, when.any_of):
                for question, options in table.items():
                    found[question] = found.get(question, frozenset()) | options
        return found


class Questionnaire(Table, frozen=True, kw_only=True):
    concerns: dict[str, str]
    areas: dict[Area, str]
    # Areas with pages of their own for who wants to answer more.
    more: dict[str, str]
    pages: tuple[Page, ...]
    # Questions of an earlier edition: read in what was saved, never asked.
    retired: tuple[Question, ...] = ()
    facts: tuple[Fact, ...] = ()

    @cached_property
    def role(self) -> dict[Role, Question]:
        return {
            question.role: question for question in self.current_questions.values() if question.role
        }

    @cached_property
    def charted(self) -> tuple[Question, ...]:
        return tuple(question for question in self.current_questions.values() if question.charted)

    @cached_property
    def weekly(self) -> tuple[Question, ...]:
        return tuple(question for question in self.current_questions.values() if question.weekly)

    @cached_property
    def of_age(self) -> dict[str, list[str]]:
        """The answers of who is not turned away."""
        question = self.role["adult"]
        return {question.id: [o.id for o in question.offered if not o.turns_away][:1]}

    @cached_property
    def fact_by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def by_page(self) -> dict[str, Page]:
        return {page.id: page for page in self.pages}

    @cached_property
    def short_way(self) -> tuple[Page, ...]:
        """The pages that everyone is asked."""
        return tuple(page for page in self.pages if not page.area)

    def pages_of(self, area: str) -> tuple[Page, ...]:
        """The pages that go into an area more closely."""
        return tuple(page for page in self.pages if page.area == area)

    @cached_property
    def current_questions(self) -> dict[str, Question]:
        """Every question that is still asked, by id."""
        return {question.id: question for page in self.pages for question in page.questions}

    @cached_property
    def by_question(self) -> dict[str, Question]:
        """Every question, retired ones last."""
        return self.current_questions | {question.id: question for question in self.retired}

    @cached_property
    def counting(self) -> dict[str, dict[str, dict[str, frozenset[str]]]]:
        """Question -> option -> what else it counts as; only those that count as more."""
        found = {
            question.id: {o.id: o.counts_as for o in question.options if o.counts_as}
            for question in self.by_question.values()
        }
        return {question: options for question, options in found.items() if options}

    @cached_property
    def refining(self) -> tuple[Question, ...]:
        return tuple(question for question in self.by_question.values() if question.refines)

    @cached_property
    def position(self) -> dict[str, int]:
        return {question: number for number, question in enumerate(self.by_question)}

    @cached_property
    def undisclosable(self) -> tuple[Question, ...]:
        return tuple(q for q in self.by_question.values() if q.unanswered_means_all)

    @cached_property
    def page_of(self) -> dict[str, Page]:
        return {question.id: page for page in self.pages for question in page.questions}


class Evidence(Table, frozen=True, kw_only=True, eq=True):
    """How sure research is that doing what a tip's title says helps.

    `line` stands beside the grade; `verdict` is the longer word on the studies, shown folded.
    Compared by what it says: concerns with the same evidence stand together.
    """

    grade: Grade
    line: str
    verdict: str = ""


class Group(Table, frozen=True, kw_only=True):
    """One of the two groups that an extraction compares. Only what the source prints."""

    # The head of its column: "Cream", "No cream".
    words: str
    # People with the outcome, of so many.
    events: int | None = None
    total: int | None = None
    percent: float | None = None
    # People with the outcome each year, of Extraction.rate_of.
    rate: float | None = None
    # The average in the unit of the extraction, and its standard error.
    average: float | None = None
    error: float | None = None


class Effect(Table, frozen=True, kw_only=True):
    """How the two groups differ, with the ends of its interval at `level` percent."""

    measure: Measure
    value: float
    low: float | None = None
    high: float | None = None
    level: int = 95


class Baseline(Table, frozen=True, kw_only=True):
    """How many of 100 have the outcome without it, and which reference says so, and where."""

    percent: float
    source: str
    where: str


class Extraction(Table, frozen=True, kw_only=True):
    """Figures as a source prints them; what is shown is worked out from them (figures.py)."""

    id: str
    # What rests on them: "tip.concern", "tip.general", or a claim.
    grades: tuple[str, ...]
    # What was counted or measured, as the head of the table.
    outcome: str
    source: str
    read: ReadIn
    # The section, table or page of the source, and where that was read if not at the source.
    where: str
    with_: Group = field(name="with")
    without: Group
    effect: Effect | None = None
    baseline: Baseline | None = None
    # Of averages and mean differences. What is shown is `times` what the source prints, so that it
    # is a whole number: 10 where the source counts trips a week and we "trips in 10 weeks".
    unit: str = ""
    times: int = 1
    # The smallest difference that matters to people, in the unit, where the source states one.
    minimal: float | None = None
    rate_of: int | None = None
    people: int | None = None
    studies: int | None = None
    # "24 weeks".
    lasted: str = ""
    certainty: Certainty | None = None
    # What a reader must know to take the figures right: one sentence.
    note: str = ""


class WithoutFigures(Table, frozen=True, kw_only=True):
    """Grades that have no figures, and why."""

    grades: tuple[str, ...]
    why: Absence


class Figures(Table, frozen=True, kw_only=True):
    """figures.toml. `reasons` has the words for each reason why there are none."""

    reasons: dict[Absence, str]
    extractions: tuple[Extraction, ...]
    without: tuple[WithoutFigures, ...]


class Statement(Table, frozen=True, kw_only=True):
    """What one article says, in our words, with the ledger rows it comes from."""

    article: str
    rows: tuple[str, ...]
    says: str


class Way(Table, frozen=True, kw_only=True):
    """A page of ours that helps to do a tip, by the name of its address."""

    says: str
    page: str
    # What the page is asked for: "kind=fermented".
    query: str = ""


class Tip(Named, frozen=True, kw_only=True):
    area: Area
    title: str
    # The title as it reads inside "In short: ...".
    short: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    # The question that all grades answer: does doing what the title says help?
    asks: str
    when: Condition
    # At most one question, its options from the widest gap in the habit to the narrowest.
    gap: dict[str, tuple[str, ...]] = {}
    # What someone asked to be seen for: comes first whenever it fits.
    pinned: bool = False
    # What a pharmacist or doctor offers first for a concern: of two tips with the same grade for it
    # this is the stronger one, and its first step is what the page begins with.
    first_help: bool = False
    # Skin concerns (option ids) for which it is proven help: shown to everyone with one of them,
    # unless they do it already.
    proven_for: frozenset[str] = frozenset()
    # Good for most people: shown where few tips fit, unless they do it already.
    for_most: bool = False
    # Someone who says so does it already.
    done_when: When | None = None
    articles: tuple[Statement, ...] = ()
    # Said in place of the articles when neither speaks of it.
    added_because: str = ""
    # What to do first, and what after that.
    first: str
    steps: tuple[str, ...]
    # What its drawing (templates/drawings/tips/) shows the reader doing.
    picture: str
    may_do: str
    could_go_wrong: str
    if_nothing: str
    daily_life: str
    other_choices: str
    # For health as a whole; missing where the tip is about skin alone.
    general: Evidence | None = None
    # Each skin concern that it was graded for. One that is missing was not studied.
    concerns: dict[str, Evidence] = {}
    references: tuple[str, ...]
    # Show the alcohol guide of the person's region beside it.
    alcohol_guide: bool = False
    # Told over time, from several results.
    charted: bool = False
    way: Way | None = None
    checked: date
    review: date


class Claim(Named, frozen=True, kw_only=True):
    """What people say, and our verdict on it. What to do stands in `instead`, without a grade."""

    # As it is said, for quotation marks.
    claim: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    verdict: Verdict
    # One sentence that stands beside the verdict.
    line: str
    we_know: str
    instead: str
    # Tips that do what `instead` says.
    tips: tuple[str, ...] = ()
    when: Condition
    articles: tuple[Statement, ...] = ()
    # Said in place of the articles when neither says it.
    added_because: str = ""
    references: tuple[str, ...]
    checked: date
    review: date


class Cue(Table, frozen=True, kw_only=True):
    """What a tip is tied to: something that happens anyway."""

    id: str
    when: str
    # No longer offered; still read in plans.
    retired: bool = False


class Barrier(Table, frozen=True, kw_only=True):
    """What could get in the way, in the words of the person, and what to do then."""

    what: str
    so: str


class TipPlan(Table, frozen=True, kw_only=True):
    """How a tip is planned: a cue and `does` make a sentence."""

    tip: str
    does: str
    cues: tuple[Cue, ...]
    barriers: tuple[Barrier, ...]

    @cached_property
    def by_id(self) -> dict[str, Cue]:
        return {cue.id: cue for cue in self.cues}

    @cached_property
    def offered(self) -> tuple[Cue, ...]:
        return tuple(cue for cue in self.cues if not cue.retired)


class Absolute(Table, frozen=True, kw_only=True):
    """A phrase that leaves no room, and why it may stand."""

    phrase: str
    why: str
    # The research that says so, from the references of the tip or claim.
    reference: str


class Withdrawn(Table, frozen=True, kw_only=True):
    """A tip that we took back: shown to nobody from then on, and told to everyone who had it."""

    # The tip itself stays in its file, so that its id is never used for another.
    id: str
    title: str
    # What we learned, and what to do for someone who went by the tip.
    why: str
    do: str
    day: date


class RedFlag(Table, frozen=True, kw_only=True):
    """An answer that means "see someone". Without `when` it stands on /help/ only."""

    id: str
    urgency: Urgency
    title: str
    # How it reads after "if": "your lips, face or tongue swell up".
    signs: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    do: str
    when: When | None = None
    # What it is a sign of, for who looks for one on /help/; without any, it belongs to all.
    parts: frozenset[Part] = frozenset()
    # Who to call, in place of the region's line for this urgency.
    call: str = ""
    # Not urgent, but for the next days: the others can wait for two weeks.
    soon: bool = False
    # Show the crisis line of the region as well.
    crisis_line: bool = False
    # An ambulance must come: nobody should travel with it.
    ambulance: bool = False
    # Signs that make it an emergency after all.
    worse_if: tuple[str, ...] = ()
    # Flags that say less of the same signs: not shown beside this one.
    replaces: tuple[str, ...] = ()
    source: str
    seen: Seen
    checked: date
    review: date

    @property
    def dom_id(self) -> str:
        return f"flag-{self.id.replace('_', '-')}"


class Reason(Table, frozen=True, kw_only=True):
    """A line of the list under "See a clinician"; shown when its condition holds."""

    id: str
    says: str
    when: Condition


class Caution(Named, frozen=True, kw_only=True):
    """What a health fact changes. Without `when` it is said to all who read one of `tips`."""

    who: str
    says: str
    when: When | None = None
    tips: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    excludes_foods_with: frozenset[Withheld] = frozenset()
    hides_all_foods: bool = False
    # For people whom lists of foods can harm: pages of foods say it first, and what they eat is
    # compared with nothing.
    food_worry: bool = False
    # For who turns away at the question on age: said on the exit page.
    under_age: bool = False
    # Said before anything else on the page.
    show_first: bool = False
    # Told on its own too, besides standing beside its tips.
    told: bool = False
    source: str
    verified: bool
    checked: date
    review: date

    @property
    def reminder(self) -> str:
        """The first sentence of what it says, for where the rest is told elsewhere."""
        return self.says.partition(". ")[0].rstrip(".") + "."

    @property
    def rest(self) -> str:
        return self.says.partition(". ")[2]


class Food(Table, frozen=True, kw_only=True):
    id: str
    kind: Literal["prebiotic", "fermented"]
    name: str
    what: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    contains: frozenset[Property] = frozenset()
    fodmap: Literal["high", "low"]
    # When what it may hold was last looked at: an empty `contains` is then an answer.
    allergens_checked: date
    # At which amount, or in which kind, it is otherwise: "Up to 1 tablespoon a day is low."
    fodmap_note: str = ""
    # Still live when it is eaten?
    live: Literal["yes", "no", "sometimes"]
    serving: str
    take_care: str = ""
    rows: tuple[str, ...] = ()
    # Said in place of the article's reason when neither names it.
    added_because: str = ""

    @property
    def dom_id(self) -> str:
        return f"food-{self.id}"

    @cached_property
    def properties(self) -> frozenset[str]:
        """All that a caution may withhold it for."""
        extra = {"fodmap_high"} if self.fodmap == "high" else set()
        if self.live != "no":
            extra.add("live")
        return self.contains | extra


class FoodKind(Table, frozen=True, kw_only=True):
    """A kind of food, the question that tells what is already eaten, the tip it goes with."""

    id: Literal["prebiotic", "fermented"]
    name: str
    question: str
    tip: str
    # Why an article names such foods, and what we make of that.
    named_because: str
    verdict: str


class Ingredient(Table, frozen=True, kw_only=True):
    """What a food may hold, in words; `leave_out` offers it as a filter. With `always_named` it can
    harm at once, or must not be had at all: no card of a food leaves it to "and 2 more"."""

    id: Withheld
    name: str
    leave_out: bool = False
    always_named: bool = False
    hint: str = ""


class Foods(Table, frozen=True, kw_only=True):
    kinds: tuple[FoodKind, ...]
    ingredients: tuple[Ingredient, ...]
    foods: tuple[Food, ...]


class SkinDescription(Table, frozen=True, kw_only=True):
    """What to look for, feel before colour, on every skin tone."""

    id: str
    when: Condition
    says: str


class Contact(Table, frozen=True, kw_only=True):
    """Who to reach: what to do in words, and the number for a telephone link, if there is one."""

    says: str
    number: str = ""
    name: str = ""
    # The same by text message, for who cannot speak or be overheard.
    text: str = ""
    source: str
    checked: date
    review: date


class AlcoholGuide(Table, frozen=True, kw_only=True):
    """What a place calls low risk, and the amount that people are asked about.

    Where no number is official, `line` names one of ours and says that it is.
    """

    says: str
    line: str
    source: str
    checked: date
    review: date


class Region(Table, frozen=True, kw_only=True):
    id: str
    name: str
    # Of those in it, the one where a day begins last.
    zone: str
    # Fits wherever someone is, and who does not say so.
    anywhere: bool = False
    emergency: Contact
    urgent: Contact
    crisis: Contact
    alcohol: AlcoholGuide
    # For people with a skin problem, where one was found.
    group: Contact | None = None

    @property
    def dated(self) -> tuple[tuple[str, Contact | AlcoholGuide], ...]:
        """All that can go out of date, each with its place in the file."""
        names = ("emergency", "urgent", "crisis", "alcohol", "group")
        parts = ((f"{self.id}.{name}", getattr(self, name)) for name in names)
        return tuple((place, part) for place, part in parts if part)


class LedgerRow(Table, frozen=True, kw_only=True):
    """Where one statement of an article went."""

    says: str
    dispositions: frozenset[Disposition]
    tips: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    foods: tuple[str, ...] = ()
    # The explainer (/learn/<topic>/) that teaches it.
    explainer: str = ""
    correction: str = ""
    declined_because: str = ""
    references: tuple[str, ...] = ()


class Article(Table, frozen=True, kw_only=True):
    id: str
    title: str
    publisher: str
    sells: str
    # How many statements the ledger numbers: rows <letter>01 to <letter><rows>.
    letter: str
    rows: int
    author: str = ""


class Reference(Table, frozen=True, kw_only=True):
    id: str
    authors: str
    title: str
    journal: str
    kind: str
    people: str
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    url: str = ""
    # Was the publication read, or a page that quotes it? Only what was seen may become a link.
    seen: Literal["seen", "quoted", "not_seen"]
    note: str = ""

    @property
    def link(self) -> str:
        """Address to link to, or nothing while the publication itself was not seen."""
        if self.seen != "seen":
            return ""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url


class Sources(Table, frozen=True, kw_only=True):
    articles: tuple[Article, ...]
    ledger: dict[str, LedgerRow]
    references: tuple[Reference, ...]


class Diagram(Table, frozen=True, kw_only=True):
    """A drawing in templates/diagrams/, what it shows, and the same in words."""

    id: str
    caption: str
    words: tuple[str, ...]

    @property
    def template(self) -> str:
        return f"diagrams/{self.id}.svg"


class Section(Table, frozen=True, kw_only=True):
    """First what the articles say, by ledger row; then what is known."""

    title: str
    rows: tuple[str, ...] = ()
    text: tuple[str, ...]
    points: tuple[str, ...] = ()
    diagram: Diagram | None = None


class Explainer(Table, frozen=True, kw_only=True):
    """A page of /learn/. Its file is named after its id."""

    id: str
    title: str
    short: str
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()
    # The order in which the pages are best read.
    place: int
    sections: tuple[Section, ...]
    # Said in place of the articles when neither speaks of it.
    added_because: str = ""
    references: tuple[str, ...]
    checked: date
    review: date

    @property
    def rows(self) -> list[str]:
        """The ledger rows it teaches, in the order it does."""
        return [row for section in self.sections for row in section.rows]


class Term(Table, frozen=True, kw_only=True):
    """An unusual word of the glossary."""

    id: str
    term: str
    means: str
    # Other forms of the word that lead here as well.
    forms: tuple[str, ...] = ()
    # What people type into the search for it, besides its title: lower case.
    found_by: tuple[str, ...] = ()

    @property
    def dom_id(self) -> str:
        return f"term-{self.id}"


class Glossary(Table, frozen=True, kw_only=True):
    terms: tuple[Term, ...]


class Family(Table, frozen=True, kw_only=True):
    """Words that the search takes for one another: the first one is ours."""

    words: tuple[str, ...]


class Place(Table, frozen=True, kw_only=True):
    """A page that the search finds, by the name of its address."""

    id: str
    title: str
    short: str
    found_by: tuple[str, ...] = ()


class Finding(Table, frozen=True, kw_only=True):
    families: tuple[Family, ...]
    places: tuple[Place, ...]


class Trial(Table, frozen=True, kw_only=True):
    """What was tested for access, how and when."""

    what: str
    how: str
    when: str


class Untested(Table, frozen=True, kw_only=True):
    what: str


class Criterion(Table, frozen=True, kw_only=True):
    """One criterion of WCAG 2.2: met, or not one for us, in our words, and what shows it."""

    number: str
    # As the standard names it.
    name: str
    level: Level
    applies: bool = True
    how: str
    # By which tests, tests/evidence_map.toml says.
    tested: bool = False
    looked: bool = False


class Accessibility(Table, frozen=True, kw_only=True):
    """The statement of /accessibility/."""

    id: str
    tested: tuple[Trial, ...]
    not_tested: tuple[Untested, ...]
    criteria: tuple[Criterion, ...]
    checked: date
    review: date
