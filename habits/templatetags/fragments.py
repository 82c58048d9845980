"""Parts of a page that are the same for everyone."""

from django import template

from ..site.compiled_html import render_fragment

register = template.Library()

# As {% include "..." with ... only %}, and rendered once for each of its contexts, which is kept:
# {% fragment "..." name=value %} is never given a person's own words, code or address.
register.simple_tag(render_fragment, name="fragment")
