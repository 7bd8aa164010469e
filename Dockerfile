# Web, worker and commands in one image: `docker run IMAGE python -m bot ...`. Exact packages, by hash.
FROM python:3.11-slim AS packages
RUN python -m venv /packages
COPY requirements-run.lock .
RUN /packages/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-run.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin nearhand \
    && install --directory --owner nearhand --mode 0700 /data
COPY --from=packages /packages /packages
WORKDIR /app
COPY bot bot
COPY content content
RUN /packages/bin/python -m compileall -q bot
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1 DATABASE_URL=sqlite:////data/nearhand.db
USER nearhand
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot", "serve"]
