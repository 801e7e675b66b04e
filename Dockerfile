# One image for web, workers and beat; the command says which (see compose.yaml).
FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=vimeet.settings.production UV_NO_CACHE=1
WORKDIR /app
RUN pip install --no-cache-dir uv && useradd --create-home vimeet && chown vimeet /app
USER vimeet
COPY --chown=vimeet pyproject.toml .python-version ./
RUN uv sync --no-dev
COPY --chown=vimeet . .
# Only to collect the static files: no secret, no database is touched.
RUN SECRET_KEY=build ALLOWED_HOSTS=build SITE_URL=https://build DATABASE_URL=sqlite:// \
    REDIS_URL=redis://build uv run --no-sync manage.py collectstatic --noinput
# The planner's compiled code, for any processor, so that no first run waits for the compiler.
ENV NUMBA_CPU_NAME=generic
RUN uv run --no-sync python -m scheduler.search.compiled
EXPOSE 8000
CMD ["uv", "run", "--no-sync", "uvicorn", "vimeet.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--proxy-headers"]
