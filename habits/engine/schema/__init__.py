"""The nouns of the content: a module mirrors a file, a class a table of it, with the same names.

Reading a table into its class is strict: an unknown key, a missing key or a wrong type is a
fault (see reader.py). Everything is frozen, because one copy serves every request.
"""

from .absolutes import Absolute
from .accessibility import Accessibility, Criterion, Level, Trial, Untested
from .cautions import Caution
from .changes import Change, Changes
from .claims import Claim
from .conditions import Condition, When
from .evidence import GRADES, VERDICTS, Evidence, Grade, Verdict
from .figures import (
    Absence,
    Baseline,
    Certainty,
    Effect,
    Extraction,
    Figures,
    Group,
    Measure,
    ReadIn,
    WithoutFigures,
)
from .finding import Family, Finding, Place
from .foods import Food, FoodKind, Foods, Ingredient, Property, Withheld
from .learn import Diagram, Explainer, Glossary, Section, Term
from .licence import Licence
from .plans import Barrier, Cue, TipPlan
from .questionnaire import Area, Fact, Kind, Option, Page, Question, Questionnaire, Role
from .red_flags import URGENCIES, Part, Reason, RedFlag, Seen, Urgency
from .regions import AlcoholGuide, Contact, Region
from .signoffs import Signoff
from .skin_descriptions import SkinDescription
from .sources import Article, Disposition, LedgerRow, Reference, Sources, Statement
from .table import Named, Table
from .tips import Tip, Way
from .withdrawn import Withdrawn
