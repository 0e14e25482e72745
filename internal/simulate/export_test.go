package simulate

// What tests outside of the package need of its inside.

const (
	LargeFile  = largeFile
	MaxInputs  = maxInputs
	Remembered = maxOverwritten
)

// Blobs counts the blobs that are kept.
func (g *GitHub) Blobs() int { return len(g.git.blobs) }

// OtherWorkflow has what the workflow files of an instance lack.
const OtherWorkflow = `name: Other
on:
  push:
  workflow_dispatch:
    inputs:
      branch_name:
        required: true
      size: # how large
        type: choice
        default: small
        options:
          - small
          - "large"
jobs: {}
`
