"""Sign-in and account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead each user to their door."""
    return HttpResponse("")
