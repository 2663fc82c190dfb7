import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { fileAt, PROJECT } from '../docs/markdown.js'
import { COMMAND, runCommand } from '../support/run.js'
import { startScene } from '../support/scene.js'

const action = fileAt('action.yml').text

/** The script of the action's last step. */
function exportScript(): string {
  const [, block = ''] = /run: \|\n([^]*)$/.exec(action) ?? []
  return block.replace(/^ {8}/gm, '')
}

test('the action exports masked credentials to the job, and runs nothing from its inputs', async () => {
  await using scene = await startScene()
  const bin = await scene.home.write(
    'bin/rolecall',
    `#!/bin/sh\nexec '${COMMAND.join("' '")}' "$@"\n`,
  )
  chmodSync(bin, 0o755)
  const exported = await scene.home.write('github-env', '')
  const step = (inputs: Record<string, string>) =>
    runCommand('bash', ['-e', '-o', 'pipefail', '-c', exportScript()], {
      cwd: scene.home.path,
      env: {
        ...scene.env,
        PATH: `${join(scene.home.path, 'bin')}:${process.env['PATH']}`,
        GITHUB_ACTIONS: 'true',
        GITHUB_ENV: exported,
        ROLECALL_STORE: 'none',
        ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial),
        ...inputs,
      },
    })
  const done = await step({ PROFILE: 'dev', REGION: 'eu-west-3', DURATION: '20m' })
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/^::add-mask::/) })
  expect(readFileSync(exported, 'utf8')).toMatch(/AWS_REGION[^]*eu-west-3/)
  expect(readFileSync(exported, 'utf8')).toContain('AWS_SESSION_TOKEN')

  const hostile = await step({
    PROFILE: 'dev; touch hostile; $(touch hostile)',
    REGION: '',
    DURATION: '',
  })
  expect(hostile.code).not.toBe(0)
  expect(existsSync(join(scene.home.path, 'hostile'))).toBe(false)
})

interface Step {
  name?: string
  run?: string
  uses?: string
  shell?: string
}

test('the action and the workflow parse, and so do their scripts', () => {
  const { inputs, runs } = parse(action) as {
    inputs: Record<string, { description: string; default: string }>
    runs: { using: string; steps: Step[] }
  }
  expect(Object.keys(inputs)).toEqual(['version', 'profile', 'region', 'duration'])
  expect(runs.using).toBe('composite')
  // A composite action must name the shell of each script.
  expect(runs.steps.map(({ shell }) => shell)).toEqual(runs.steps.map(() => 'bash'))

  const { jobs } = parse(fileAt('.github/workflows/release.yml').text) as {
    jobs: Record<string, { steps: Step[]; permissions?: Record<string, string> }>
  }
  expect(jobs['build']?.permissions).toBeUndefined()
  expect(jobs['publish']?.permissions).toMatchObject({ 'id-token': 'write' })
  const steps = [...runs.steps, ...Object.values(jobs).flatMap((job) => job.steps)]
  for (const { name, run, uses } of steps) {
    expect([name, run === undefined]).toEqual([name, uses !== undefined])
    const checked = spawnSync('bash', ['-n'], { input: run ?? '', encoding: 'utf8' })
    expect(checked, name).toMatchObject({ status: 0, stderr: '' })
  }
})

test('no script of the action or of the workflow contains an expression', () => {
  for (const text of [action, fileAt('.github/workflows/release.yml').text]) {
    const scripts = [...text.matchAll(/run: (?:\|\n((?: {8,}.*\n|\n)*)|(.*))/g)]
    expect(scripts.length).toBeGreaterThan(1)
    for (const [, block = '', line = ''] of scripts) {
      // The step's variables, which may come after its script, are the place for expressions.
      expect(block.replace(/^ +env:\n[^]*/m, '') + line).not.toContain('${{')
    }
  }
})

test('the releases of two platforms become one, with both archives in the install script', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-joined-'))
  const version = (JSON.parse(fileAt('package.json').text) as { version: string }).version
  for (const target of ['linux-arm64', 'linux-x64']) {
    const built = join(folder, 'built', target)
    mkdirSync(built, { recursive: true })
    writeFileSync(join(built, `rolecall-${version}-${target}.tar.xz`), `archive of ${target}`)
    writeFileSync(join(built, `rolecall-${version}.tgz`), 'the package')
    for (const name of ['SHA256SUMS', 'install.sh', 'sbom.cdx.json']) {
      writeFileSync(join(built, name), `of ${target}`)
    }
  }
  const script = join(PROJECT, 'scripts/release/join.ts')
  const words = [script, join(folder, 'built'), join(folder, 'release')]
  const tsx = spawnSync(join(PROJECT, 'node_modules/.bin/tsx'), words, { encoding: 'utf8' })
  expect(tsx).toMatchObject({ status: 0, stderr: '' })
  const joined = join(folder, 'release')
  const check = spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], {
    cwd: joined,
    encoding: 'utf8',
  })
  expect(check).toMatchObject({ status: 0, stdout: '', stderr: '' })
  const install = readFileSync(join(joined, 'install.sh'), 'utf8')
  for (const target of ['linux-arm64', 'linux-x64']) {
    expect(install).toMatch(new RegExp(`[0-9a-f]{64}  rolecall-${version}-${target}\\.tar\\.xz`))
    expect(existsSync(join(joined, `sbom.cdx.json.${target}`))).toBe(true)
  }
  rmSync(folder, { recursive: true })
})
