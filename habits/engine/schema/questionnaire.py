"""A class mirrors a table of questionnaire.toml."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from .conditions import When
from .table import Table

Kind = Literal["one", "many"]
Area = Literal["food", "skin_care", "rest", "drinks", "care"]
# What the program needs a question for, whatever its id is.
Role = Literal["adult", "region", "concerns", "treatment", "health", "first_area"]
# Letters of a label that fits into half a phone screen on one line.
SHORT_LABEL = 18


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
