"""How forms are drawn: Django's renderer with the templates of the design system."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws each form and each field by ``templates/forms/``."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
