"""What each food holds, and who must never be offered it.

Typed by hand from the safety notes (red flags, cautions, gates) and general knowledge of food,
not from foods.toml: so a fault in that file, or in what it withholds, cannot hide here.
A fact is named when an ordinary kind of the food may hold it; when in doubt it is named.
"""

from __future__ import annotations

Pair = tuple[str, str]


def facts(words: str) -> frozenset[str]:
    return frozenset(words.split())


FOOD_FACTS: dict[str, frozenset[str]] = {
    # The bulbs, stalks, leaves and most fruit here are the usual high-FODMAP list.
    # `raw_or_skins` is told of all that is often eaten raw, with its skin, or as whole seeds;
    # `raw_ferment` of vegetables that ferment without being heated.
    "garlic": facts("fodmap_high"),
    "onions": facts("fodmap_high"),
    "leeks": facts("fodmap_high"),
    "asparagus": facts("fodmap_high"),
    "chicory": facts("fodmap_high raw_or_skins"),
    "apples": facts("fodmap_high raw_or_skins"),
    # Those in a jar are salty.
    "artichoke": facts("fodmap_high potassium salt"),
    "bananas": facts("fodmap_low potassium"),
    # Oats are gluten-free only when marked so; we cannot see the packet.
    "oats": facts("gluten fodmap_low"),
    "barley": facts("gluten fodmap_high"),
    # Bread often holds soya flour, and some holds milk, or seeds such as sesame.
    "wheat": facts("gluten soy milk nuts_or_seeds fodmap_high"),
    "flaxseed": facts("nuts_or_seeds fodmap_low raw_or_skins"),
    # Broad bean pods are on the lists of foods to avoid with an MAOI.
    # Soya beans are beans.
    "beans": facts("fodmap_high potassium tyramine soy raw_or_skins"),
    # All that is fermented, aged or pickled counts as tyramine.
    "yogurt": facts("milk fodmap_high potassium tyramine live"),
    "kefir": facts("milk alcohol fodmap_high potassium tyramine live"),
    "sauerkraut": facts("salt fodmap_high tyramine live raw_or_skins raw_ferment"),
    # Paste with wheat flour or soy sauce, garlic and onion in it, sesame seeds on top. Most kinds
    # are made with fish sauce or salted shrimp.
    "kimchi": facts(
        "salt gluten soy nuts_or_seeds fish fodmap_high tyramine live raw_or_skins raw_ferment"
    ),
    # The stock that miso soup is made with is of fish more often than not.
    "miso": facts("soy gluten salt fish fodmap_low tyramine live"),
    # Raw tempeh is live until it is cooked; some kinds are mixed with barley.
    "tempeh": facts("soy gluten fodmap_low potassium tyramine live"),
    "kombucha": facts("alcohol fodmap_high tyramine live"),
    # Onions and garlic are pickled too.
    "pickles": facts("salt fodmap_high tyramine live raw_or_skins raw_ferment"),
    "sourdough": facts("gluten soy milk nuts_or_seeds fodmap_high tyramine"),
}


def facts_of(food: str) -> frozenset[str]:
    assert food in FOOD_FACTS, f"tests/food_facts.py: type by hand what {food} can hold"
    return FOOD_FACTS[food]


# Facts that someone with this answer must never be offered.
FORBIDDEN: dict[Pair, frozenset[str]] = {
    ("safety", "pregnant_now"): facts("alcohol raw_ferment"),
    ("safety", "trying"): facts("alcohol"),
    ("safety", "breastfeeding"): facts("alcohol"),
    ("safety", "weak_immunity"): facts("live"),
    ("safety", "coeliac"): facts("gluten"),
    ("safety", "milk"): facts("milk"),
    ("safety", "soy"): facts("soy"),
    ("safety", "nuts"): facts("nuts_or_seeds"),
    # Not asked which food it is: what holds fish without saying so in its name is left out.
    ("safety", "other_allergy"): facts("fish"),
    ("safety", "ibs"): facts("fodmap_high"),
    ("bloating_days", "5_6"): facts("fodmap_high"),
    ("bloating_days", "7"): facts("fodmap_high"),
    ("safety", "kidney"): facts("potassium salt"),
    ("safety", "maoi"): facts("tyramine"),
    ("safety", "alcohol_dependence"): facts("alcohol"),
    # Some antibiotics must not be taken with alcohol, and we do not ask which one it is.
    ("habits", "antibiotics_now"): facts("alcohol"),
    # Raw vegetables, skins and seeds could block a narrow bowel, fermented or not.
    ("safety", "narrow_bowel"): facts("raw_or_skins"),
}

# Until these are checked, a list of foods would put off the visit, or make things worse.
GUT_SIGNS = facts(
    "blood black_poo weight_loss lump night_poo yellow_skin change_3_weeks swallowing"
    " bloated_3_weeks cannot_keep tummy_pain_fever"
)
# No food at all. Someone who does not say what their health is counts as every one of them.
NO_FOODS: frozenset[Pair] = frozenset(
    {("safety", "eating_disorder"), ("safety", "rather_not_say"), ("adult", "no")}
    | {("gut_signs", sign) for sign in GUT_SIGNS}
)

# No food of this kind at all.
NO_KIND: dict[Pair, str] = {
    ("safety", "weak_immunity"): "fermented",
    ("safety", "maoi"): "fermented",
    ("safety", "narrow_bowel"): "prebiotic",
    # Hard poo is dangerous with it, and more fibre is not the answer.
    ("safety", "clozapine"): "prebiotic",
}
