# docker build -t mockpds . && docker run --rm -p 127.0.0.1:2583:2583 mockpds
#
# docs/containers.md tells the rest. Nothing in this file is newer than Docker 20.10, with BuildKit or without it.

ARG BASE=golang:1.26
FROM $BASE AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# BuildKit sets these to what --platform asks for. Where they are empty, the image is for the machine that builds it.
ARG TARGETOS
ARG TARGETARCH
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags "-s -w" -o /out/mockpds ./cmd/mockpds && mkdir /out/data

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="mockpds" \
      org.opencontainers.image.description="A mock AT Protocol PDS for tests" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
COPY --from=build /out/mockpds /mockpds
# For a volume: what the server writes, such as --snapshot /data/world.json or --tls-ca-file /data/ca.pem.
COPY --from=build --chown=65532:65532 /out/data /data
# Relative paths of fixture files begin here.
WORKDIR /fixtures
USER 65532:65532
# Loopback would be the container's own, which nobody else reaches.
ENV MOCKPDS_ADDR=0.0.0.0:2583
EXPOSE 2583
# It finds the server wherever it listens, and leaves no trace there. The first probe comes after the interval.
HEALTHCHECK --interval=1s --timeout=3s --retries=3 CMD ["/mockpds", "health"]
ENTRYPOINT ["/mockpds"]
