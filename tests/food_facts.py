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
    "garlic": facts("fodmap_high"),
    "onions": facts("fodmap_high"),
    "leeks": facts("fodmap_high"),
    "asparagus": facts("fodmap_high"),
    "chicory": facts("fodmap_high"),
    "apples": facts("fodmap_high"),
    "artichoke": facts("fodmap_high potassium"),
    "bananas": facts("fodmap_low potassium"),
    # Oats are gluten-free only when marked so; we cannot see the packet.
    "oats": facts("gluten fodmap_low"),
    "barley": facts("gluten fodmap_high"),
    "wheat": facts("gluten fodmap_high"),
    "flaxseed": facts("nuts_or_seeds fodmap_low"),
    # Broad bean pods are on the lists of foods to avoid with an MAOI.
    # Soya beans are beans.
    "beans": facts("fodmap_high potassium tyramine soy"),
    # All that is fermented, aged or pickled counts as tyramine.
    "yogurt": facts("milk fodmap_high potassium tyramine live"),
    "kefir": facts("milk alcohol fodmap_high potassium tyramine live"),
    "sauerkraut": facts("salt fodmap_high tyramine live"),
    # Paste with wheat flour or soy sauce, garlic and onion in it, sesame seeds on top.
    "kimchi": facts("salt gluten soy nuts_or_seeds fodmap_high tyramine live"),
    "miso": facts("soy gluten salt fodmap_low tyramine live"),
    # Raw tempeh is live until it is cooked; some kinds are mixed with barley.
    "tempeh": facts("soy gluten fodmap_low potassium tyramine live"),
    "kombucha": facts("alcohol fodmap_high tyramine live"),
    "pickles": facts("salt fodmap_low tyramine live"),
    "sourdough": facts("gluten fodmap_high tyramine"),
}

# Facts that someone with this answer must never be offered.
FORBIDDEN: dict[Pair, frozenset[str]] = {
    ("safety", "pregnant"): facts("alcohol"),
    ("safety", "weak_immunity"): facts("live"),
    ("safety", "coeliac"): facts("gluten"),
    ("safety", "milk"): facts("milk"),
    ("safety", "soy"): facts("soy"),
    ("safety", "nuts"): facts("nuts_or_seeds"),
    ("safety", "ibs"): facts("fodmap_high"),
    ("bloating_days", "5_6"): facts("fodmap_high"),
    ("bloating_days", "7"): facts("fodmap_high"),
    ("safety", "kidney"): facts("potassium salt"),
    ("safety", "maoi"): facts("tyramine"),
    ("safety", "alcohol_dependence"): facts("alcohol"),
    ("alcohol", "none"): facts("alcohol"),
    # Some antibiotics must not be taken with alcohol, and we do not ask which one it is.
    ("antibiotics", "taking_now"): facts("alcohol"),
}

# No food at all. Someone who does not say what their health is counts as every one of them.
NO_FOODS: frozenset[Pair] = frozenset(
    {("safety", "eating_disorder"), ("safety", "rather_not_say"), ("adult", "no")}
)

# No food of this kind at all.
NO_KIND: dict[Pair, str] = {
    ("safety", "pregnant"): "fermented",
    ("safety", "weak_immunity"): "fermented",
    ("safety", "maoi"): "fermented",
    ("safety", "bowel_disease"): "prebiotic",
}

# Raw vegetables and skins could block a narrow bowel, fermented or not.
NEVER_OFFERED: dict[Pair, frozenset[str]] = {
    ("safety", "bowel_disease"): frozenset({"sauerkraut", "kimchi", "pickles"}),
}
