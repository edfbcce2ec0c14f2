"""Numbers as the import pages print them."""

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """1284 as 1,284."""
    return f"{number:,}"


@register.filter
def megabytes(size: int) -> str:
    """Bytes as people say them: 2.1 MB, 14 KB."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 1024))} KB"
