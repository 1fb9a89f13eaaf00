# docker build -t mockpds . && docker run --rm -p 127.0.0.1:2583:2583 mockpds
#
# A fixture file: -v ./accounts.yaml:/fixtures/accounts.yaml:ro, then --fixtures accounts.yaml after the name of the image.
# The file must be readable by others, since the program runs as nobody in particular.

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /mockpds ./cmd/mockpds

FROM scratch
COPY --from=build /mockpds /mockpds
# Relative paths of fixture files begin here.
WORKDIR /fixtures
USER 65532:65532
# Loopback would be the container's own, which nobody else reaches.
ENV MOCKPDS_ADDR=0.0.0.0:2583
EXPOSE 2583
# Asks where MOCKPDS_ADDR says, and knows nothing of an --addr after the name of the image: to listen elsewhere, change the
# variable (docker run -e MOCKPDS_ADDR=0.0.0.0:8080). While the container starts, ask often: the program takes milliseconds.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --start-interval=500ms CMD ["/mockpds", "health"]
ENTRYPOINT ["/mockpds"]
