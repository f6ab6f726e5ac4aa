# netshoot: make demo, make test, make build, make image, make bench. ARCH=arm64 cross-builds.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
ARCH ?= x64
RID := linux-$(ARCH)
OUT := out$(if $(filter-out x64,$(ARCH)),/$(ARCH))
export UseSharedCompilation := true
export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
# The SDK compiles its OpenSSL shim with clang at publish; its warnings are not ours.
export CFLAGS := -Wno-unused-value

.PHONY: build demo test image bench golden format clean prerequisites

build: prerequisites
	@build/publish $(ARCH) $(OUT)

prerequisites:
	@build/prerequisites build

demo: build
	@build/demo $(OUT)/netshoot

test: build
	@build/prerequisites test
	@build/test

image: build
	@build/prerequisites image
	@build/image $(ARCH) $(OUT)

bench: build
	@build/prerequisites test
	@dotnet run --project tests/Netshoot.Bench -c Release -- $(OUT)/netshoot

golden:
	@NETSHOOT_GOLDEN=write dotnet test --project tests/Netshoot.Tests

format:
	@dotnet format netshoot.slnx

clean:
	@rm -rf artifacts out
