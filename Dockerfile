# The action's image: one static program and the certificates it needs to speak to GitHub.
# The base image is a tag that moves; a release commit has its digest here (see tools/release). A build argument, so that
# an offline build can bring its own.
ARG BUILDER=golang:1.26-bookworm

FROM ${BUILDER} AS builder
WORKDIR /src
COPY . .
# What a release commit says of itself, and another system to build for than this one, as Go names it. Not the engine's
# own TARGETARCH: the older builder has none, and with the newer one Go would run in emulation.
ARG VERSION=
ARG GOOS=
ARG GOARCH=
# Static, for there is no libc in an empty image; without paths and symbols, for a small one.
RUN CGO_ENABLED=0 go build -trimpath -tags nethttpomithttp2 \
    -gcflags=github.com/google/go-github/v60/github=-l -gcflags=github.com/alecthomas/kong=-l \
    -gcflags=net/http=-l -gcflags=crypto/tls=-l -gcflags=github.com/CouncilDataProject/trigger-event-gather/internal/cli=-l \
    -gcflags=github.com/CouncilDataProject/trigger-event-gather/internal/report=-l \
    -gcflags=github.com/CouncilDataProject/trigger-event-gather/internal/simulate=-l \
    -ldflags "-s -w ${VERSION:+-X main.version=$VERSION}" -o /out/trigger-event-gather .

# Nothing else: no shell to inject into, no packages to update. Time zones are embedded in the program.
# No USER: the runner's command files and workspace belong to root. No WORKDIR: the runner sets its own.
FROM scratch
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=builder /out/trigger-event-gather /trigger-event-gather
# Exec form, absolute: the program is process 1, so the runner's signals reach it, and it sees every INPUT_
# variable (a shell in between drops names with a hyphen).
ENTRYPOINT ["/trigger-event-gather"]
