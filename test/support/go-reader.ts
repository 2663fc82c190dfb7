import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SOURCE = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err == nil {
		var answer *sts.GetCallerIdentityOutput
		if answer, err = sts.NewFromConfig(settings).GetCallerIdentity(ctx, nil); err == nil {
			fmt.Println(*answer.Arn)
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
`

const MODULE = `module reader

go 1.24

require (
	github.com/aws/aws-sdk-go-v2/config v1.33.18
	github.com/aws/aws-sdk-go-v2/service/sts v1.52.0
)
`

/**
 * Builds a program that prints its identity through the Go SDK, from Go's cache of modules alone.
 * @returns undefined if Go or the SDK is not there
 */
export function goReader(): string | undefined {
  const folder = join(tmpdir(), 'rolecall-go-reader')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'main.go'), SOURCE)
    writeFileSync(join(folder, 'go.mod'), MODULE)
    const env = { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOSUMDB: 'off' }
    execFileSync('go', ['build', '-o', 'reader', '.'], { cwd: folder, env, stdio: 'ignore' })
    return join(folder, 'reader')
  } catch {
    return undefined
  }
}
