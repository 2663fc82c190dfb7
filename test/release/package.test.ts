import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { writeManPages } from '../../scripts/release/man/write.js'
import { notices } from '../../scripts/release/notices/notices.js'
import { npmPackages } from '../../scripts/release/notices/npm-packages.js'
import { COMMANDS } from '../../src/cli/commands.js'
import { fileAt, PROJECT } from '../docs/markdown.js'

/** Everything that the npm package may contain. */
const CONTENT = [
  /^(CHANGELOG|README|SECURITY)\.md$/,
  /^(LICENSE|THIRD-PARTY-NOTICES|package\.json)$/,
  /^bin\/(package\.json|rolecall\.js)$/,
  /^completions\/(_rolecall|rolecall\.(bash|fish|ps1))$/,
  /^dist\/[\w/.-]+\.cjs$/,
  /^docs\/[\w-]+\.md$/,
  /^docs\/pictures\/[\w.-]+\.svg$/,
  /^man\/man1\/rolecall(-[\w-]+)?\.1$/,
  /^man\/man5\/rolecall-config\.5$/,
]

test('the image is built from files that .dockerignore lets in', async () => {
  const lines = fileAt('.dockerignore').text.trim().split('\n')
  expect(lines[0]).toBe('*')
  const allowed = lines.slice(1).map((line) => line.replace(/^!/, ''))
  // What configures the build, and all that this imports.
  const { metafile } = await build({
    entryPoints: [join(PROJECT, 'tsup.config.ts')],
    ...{ bundle: true, write: false, metafile: true, packages: 'external', platform: 'node' },
    format: 'esm',
    absWorkingDir: PROJECT,
  })
  const inputs = [...Object.keys(metafile.inputs), 'tsconfig.json', 'package-lock.json']
  expect(inputs).toContain('scripts/on-demand.ts')
  const isAllowed = (file: string): boolean =>
    allowed.some((path) => file === path || file.startsWith(`${path}/`))
  expect(inputs.filter((file) => !isAllowed(file))).toEqual([])
  for (const path of allowed) expect(existsSync(join(PROJECT, path)), path).toBe(true)
})

test('npm pack contains the program, its documents and licences, and nothing else', () => {
  // As `prepack` does, after the build.
  writeManPages(PROJECT)
  writeFileSync(join(PROJECT, 'THIRD-PARTY-NOTICES'), notices(npmPackages(PROJECT)))
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
  const { stdout } = spawnSync('npm', args, { cwd: PROJECT, encoding: 'utf8' })
  const [packed] = JSON.parse(stdout) as { files: { path: string }[]; unpackedSize: number }[]
  const paths = packed?.files.map(({ path }) => path) ?? []
  expect(paths.filter((path) => !CONTENT.some((pattern) => pattern.test(path)))).toEqual([])
  const unmatched = CONTENT.filter((pattern) => !paths.some((path) => pattern.test(path)))
  expect(unmatched).toEqual([])

  for (const name of COMMANDS.map((command) => command.name)) {
    expect(paths, name).toContain(`man/man1/rolecall-${name}.1`)
  }
  for (const [, path = ''] of fileAt('README.md').text.matchAll(/\]\((docs\/[\w/.-]+)/g)) {
    expect(paths, 'linked in the README').toContain(path)
  }
  // 5 MB: the bundle, and texts.
  expect(packed?.unpackedSize).toBeLessThan(5_000_000)
})
