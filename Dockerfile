# The worker, for a Temporal that runs elsewhere. Settings come from the environment; see docker-compose.yml.
FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY constraints.txt ./
RUN pip install --constraint constraints.txt hatchling
COPY LICENSE README.md pyproject.toml ./
COPY activities activities
COPY mail mail
COPY relationship relationship
COPY templates templates
COPY weakties weakties
COPY worker worker
COPY workflows workflows
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv /opt/weakties \
    && /opt/weakties/bin/pip install --constraint constraints.txt /wheels/*.whl

FROM python:3.13-slim-trixie
COPY --from=build /opt/weakties /opt/weakties
# A number, so that Kubernetes' runAsNonRoot can tell that it is not root.
RUN useradd --uid 10001 --no-log-init --create-home weakties
USER 10001
ENV PATH=/opt/weakties/bin:$PATH PYTHONUNBUFFERED=1
ENTRYPOINT ["weakties"]
CMD ["worker"]
