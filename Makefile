# Everything CI does, as verbs: what passes here passes there. `.ci/run` runs them all.
.POSIX:
.SUFFIXES:

GO       = go
TOOL     = $(GO) tool -modfile=tools/go.mod
# Files behind these build tags are compiled by no plain `go test ./...`; they are checked all the same.
TAGS     = browser,gfmproof,image,pyproof,release,runner,shellproof
# The Python that has python3-yaml and python3-dataclasses-json: Debian's own.
PYTHON   = /usr/bin/python3
BROWSER  = chromium
# As -fuzztime takes it. A count: before Go 1.27 a time can end in a false "context deadline exceeded" (golang/go#75804).
FUZZTIME = 10000x
# What an image is built from and stamped with; see the Dockerfile.
IMAGE    = trigger-event-gather
BUILDER  = golang:1.26-bookworm
VERSION  = v0.0.0-dev
CORPUS   = ../shared/corpus

.PHONY: build test race lint vet gofmt staticcheck revive mutants shellcheck actionlint action-validator tidy vuln fuzz shellproof pyproof gfmproof browser pictures image runner release-test release-dry bench bench-convert

# The program, as the image holds it. Where speed doesn't matter functions aren't inlined, for the size.
OURS     = github.com/CouncilDataProject/trigger-event-gather/internal
SMALL    = -gcflags=github.com/google/go-github/v60/github=-l -gcflags=github.com/alecthomas/kong=-l \
	-gcflags=net/http=-l -gcflags=crypto/tls=-l -gcflags=$(OURS)/cli=-l -gcflags=$(OURS)/report=-l -gcflags=$(OURS)/simulate=-l
build:
	CGO_ENABLED=0 $(GO) build -trimpath -tags nethttpomithttp2 $(SMALL) -ldflags '-s -w -X main.version=$(VERSION)' -o dist/trigger-event-gather .

test:
	$(GO) test ./...

race:
	$(GO) test -race -short -shuffle=on ./...

lint: vet gofmt staticcheck revive shellcheck actionlint action-validator

vet:
	$(GO) vet -tags $(TAGS) ./...

# gofmt lists what it would change and still exits 0.
gofmt:
	files=$$(git ls-files '*.go' | xargs gofmt -l) && test -z "$$files" || { echo "not gofmt'ed: $$files"; exit 1; }

staticcheck:
	$(TOOL) staticcheck -tags $(TAGS) ./...

# Functions of at most 50 lines and 12 branches; see tools/revive.toml.
revive:
	$(TOOL) revive -config tools/revive.toml ./...

shellcheck:
	shellcheck .ci/* tools/release

# Our own workflows, and those that users copy. Their scripts go through shellcheck.
actionlint:
	$(TOOL) actionlint $$(git ls-files '.github/workflows/*.yml' ':(glob)examples/*.yml')

action-validator:
	npm exec --yes -- @action-validator/cli@0.6.0 action.yml

tidy:
	$(GO) mod tidy -diff
	cd tools && $(GO) mod tidy -diff
	cd tools/act && $(GO) mod tidy -diff

# Needs the vulnerability database (vuln.go.dev).
vuln:
	$(TOOL) govulncheck ./...

# Every fuzz target for a while.
fuzz:
	.ci/fuzz $(FUZZTIME)

# What is sent is inert in real shells. Needs dash, bash and busybox.
shellproof:
	$(GO) test -count=1 -tags shellproof ./internal/event

# The pipelines' Python library writes and reads the JSON as we do, and PyYAML finds mistakes where we do. Needs what PYTHON has.
pyproof:
	$(GO) test -count=1 -tags pyproof -run Python ./internal/event -python $(PYTHON)

# Strangers' text is inert in summaries, by the renderer that GitHub wrote. Needs cmark-gfm.
gfmproof:
	$(GO) test -count=1 -tags gfmproof -run CmarkGFM ./internal/report

# What people see, in a real browser; pictures of it are in dist/browser/shots. Needs chromium, cmark-gfm and npm.
browser: dist/browser/node_modules
	$(GO) test -count=1 -tags browser ./internal/browsertest -chromium $(BROWSER)

# The README's pictures of a summary, taken anew.
pictures: dist/browser/node_modules
	$(GO) test . -run Pictures -update
	$(GO) test -count=1 -tags browser -run ReadmePictures ./internal/browsertest -chromium $(BROWSER) -pictures ../../docs/images
	$(GO) test . -run Pictures

dist/browser/node_modules: Makefile
	npm install --no-save --no-package-lock --silent --prefix dist/browser axe-core@4.14.1 github-markdown-css@5.9.0
	touch $@

# Builds the image and runs it as the runner would. Needs a container engine; `.ci/engine make image` brings one.
image:
	docker build --network=host --build-arg BUILDER=$(BUILDER) --build-arg VERSION=$(VERSION) -t $(IMAGE) .
	IMAGE=$(IMAGE) VERSION=$(VERSION) $(GO) test -count=1 -tags image ./internal/imagetest

# act loads this checkout as an action, builds its image and runs it in workflows; several at once, for they mostly wait.
# Needs a container engine; `.ci/engine make runner` brings one.
runner:
	$(GO) test -count=1 -timeout=30m -parallel=8 -tags runner ./internal/runnertest

# A release with targets of this machine, twice, and with each step failing. Needs what `image` needs, and qemu-user-static.
release-test:
	BUILDER=$(BUILDER) VERSION=$(VERSION) $(GO) test -count=1 -timeout=30m -tags release ./internal/releasetest

# A release of this commit, but for its targets: all of it is below dist/dry. `make release-dry VERSION=v1.0.0`
release-dry: test
	BUILDER=$(BUILDER) tools/release dry $(VERSION)

# Whole-process figures against their limits, then each package's benchmarks once.
bench: build
	$(GO) run ./bench dist/trigger-event-gather
	$(GO) test -run '^$$' -bench . -benchtime 3x ./internal/...

# convert beside the recipe it replaces. Needs CORPUS, the folder of the recipe's scripts, and Debian's python3-yaml and
# python3-dataclasses-json.
bench-convert: build
	$(GO) run ./bench dist/trigger-event-gather $(CORPUS)

# Changes that a test must notice, one at a time; it lists those that none did. WORD chooses some by their name.
mutants:
	cd tools && $(GO) run ./mutants $(WORD)
