import { spawnSync } from 'node:child_process'
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { label, licenceTexts } from '../../scripts/release/notices/component.js'
import { launcherCrates } from '../../scripts/release/notices/all.js'
import { notices } from '../../scripts/release/notices/notices.js'
import { npmPackages } from '../../scripts/release/notices/npm-packages.js'
import { sbom } from '../../scripts/release/notices/sbom.js'
import { TARGETS } from '../../scripts/release/targets.js'
import { PROJECT } from '../docs/markdown.js'
import { isInstalled } from '../support/commands.js'

const isCargoInstalled = isInstalled('cargo')
const packages = npmPackages(PROJECT)

/** Files of the bundle and what they are made of, from the metafiles of all builds. */
function outputs(): Record<string, { inputs: Record<string, object> }> {
  const names = readdirSync(join(PROJECT, 'dist')).filter((name) => name.startsWith('metafile-'))
  const files = names.map(
    (name) =>
      JSON.parse(readFileSync(join(PROJECT, 'dist', name), 'utf8')) as {
        outputs: Record<string, { inputs: Record<string, object> }>
      },
  )
  return Object.assign({}, ...files.map((file) => file.outputs)) as ReturnType<typeof outputs>
}

test('every file of the bundle is in a metafile', () => {
  const shipped = readdirSync(join(PROJECT, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.cjs'))
    .map((name) => `dist/${name}`)
  expect(shipped.length).toBeGreaterThan(10)
  expect(Object.keys(outputs())).toEqual(expect.arrayContaining(shipped))
})

/** Folders that contribute to a file of the bundle, read anew from esbuild's metafiles. */
function bundled(): string[] {
  const inputs = Object.values(outputs()).flatMap((output) => Object.keys(output.inputs))
  const outside = inputs.filter((path) => path.includes('node_modules/'))
  return outside.map((path) => /^(?:.*)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path)
}

test('every package in the bundle, and every addon, is in the notices with its licence text', () => {
  const text = notices(packages)
  const names = packages.map(({ name }) => name)
  expect(bundled().length).toBeGreaterThan(100)
  for (const name of [...bundled(), '@napi-rs/keyring', 'fs-native-extensions']) {
    expect(names).toContain(name)
  }
  for (const each of packages) {
    expect(text).toContain(`\n${label(each)}: ${each.licence}\n`)
    for (const licence of licenceTexts(each, packages)) {
      expect(licence.length, label(each)).toBeGreaterThan(200)
    }
    // Once in the list, and once above its text.
    expect(text.split('\n').filter((line) => line.startsWith(label(each))).length).toBeGreaterThan(
      1,
    )
  }
})

test('a component without any licence text is an error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-notices-'))
  mkdirSync(join(folder, 'src'))
  const one = { ecosystem: 'npm', name: 'x', version: '1.0.0', licence: 'MIT', folder } as const
  expect(() => notices([one])).toThrow('npm x 1.0.0 has no licence text')
  writeFileSync(join(folder, 'LICENCE.txt'), 'Do what you want.')
  expect(notices([one])).toContain('Do what you want.')
  rmSync(folder, { recursive: true })
})

describe.skipIf(!isCargoInstalled)(
  `crates ${isCargoInstalled ? '' : 'not installed: cargo'}`,
  () => {
    test('every crate that cargo links into the launcher is in its notices', () => {
      const args = [
        'tree',
        '--locked',
        '--offline',
        '-e',
        'normal',
        '--prefix',
        'none',
        '-f',
        '{p}',
      ]
      const cwd = join(PROJECT, 'launcher')
      const { stdout } = spawnSync('cargo', args, { cwd, encoding: 'utf8' })
      const lines = stdout.split('\n').filter((line) => line && !line.includes('rolecall-launcher'))
      const tree = [...new Set(lines.map((line) => line.replace(/ \(.*/, '')))]
      const linked = launcherCrates(PROJECT)
      expect(tree.length).toBeGreaterThan(20)
      expect(linked.map(({ name, version }) => `${name} v${version}`).sort()).toEqual(tree.sort())
      const text = notices(linked)
      for (const crate of linked) expect(text).toContain(`\n${label(crate)}: ${crate.licence}\n`)
      expect(text).toContain('Fabrice Bellard')
      expect(text).toContain('LGPL-2.1-or-later')
    })

    test('the bill of materials has them all, and is the same each time', () => {
      const all = [...packages, ...launcherCrates(PROJECT)]
      const nodes = Object.values(TARGETS).map(({ node }) => node)
      const text = sbom(PROJECT, all, 1_000_000_000, nodes)
      const document = JSON.parse(text) as {
        bomFormat: string
        metadata: { timestamp: string; component: { name: string } }
        components: { name: string; version: string; purl: string; licenses?: unknown[] }[]
      }
      expect(document).toMatchObject({
        bomFormat: 'CycloneDX',
        metadata: { timestamp: '2001-09-09T01:46:40.000Z', component: { name: 'rolecall' } },
      })
      const named = (each: { name: string; version: string }): string =>
        `${each.name}@${each.version}`
      const shipped = [...new Set(all.map(named)), ...nodes.map(named)]
      expect(document.components.map(named).sort()).toEqual(shipped.sort())
      for (const each of document.components) {
        expect(each.purl).toMatch(/^pkg:(npm|cargo|pypi)\//)
        expect(each.licenses?.length, each.name).toBeGreaterThan(0)
      }
      const purls = document.components.map(({ purl }) => purl)
      expect(new Set(purls).size).toBe(purls.length)
      expect(sbom(PROJECT, all, 1_000_000_000, nodes)).toBe(text)
    })
  },
)
