import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileName, type PinnedPackage } from '../fetch-package.js'
import type { Component } from './component.js'

interface CycloneDx {
  serialNumber?: string
  metadata: { timestamp?: string; component: { 'bom-ref': string; name: string; type: string } }
  components: {
    'bom-ref': string
    name: string
    version: string
    scope?: string
    properties?: unknown[]
  }[]
  dependencies: { ref: string; dependsOn?: string[] }[]
}

/**
 * The bill of materials in CycloneDX: `npm sbom`, reduced to what is shipped, with the crates and
 * the builds of Node.
 * @param time seconds since 1970
 * @param nodes the packages that the Node of each archive comes from
 */
export function sbom(
  root: string,
  components: readonly Component[],
  time: number,
  nodes: readonly PinnedPackage[] = [],
): string {
  const document = npmSbom(root)
  const npm = new Set(
    components.filter(({ ecosystem }) => ecosystem === 'npm').map((each) => named(each)),
  )
  const crates = components.filter(({ ecosystem }) => ecosystem === 'cargo')
  const packages = document.components.filter((each) => npm.has(named(each)))
  // For npm they are for development only, because the bundle contains them.
  for (const each of packages) Object.assign(each, { scope: 'required', properties: [] })
  Object.assign(document.metadata.component, { name: 'rolecall', type: 'application' })
  document.components = [...packages, ...crates.map(crateComponent), ...nodes.map(nodeComponent)]
  const refs = new Set(document.components.map((each) => each['bom-ref']))
  refs.add(document.metadata.component['bom-ref'])
  document.dependencies = document.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((on) => refs.has(on)) }))
  document.metadata.timestamp = new Date(time * 1000).toISOString()
  document.serialNumber = `urn:uuid:${uuidOf(JSON.stringify(document.components))}`
  return `${JSON.stringify(document, null, 2)}\n`
}

function npmSbom(root: string): CycloneDx {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`npm sbom: ${stderr}`)
  return JSON.parse(stdout) as CycloneDx
}

function named({ name, version }: { name: string; version: string }): string {
  return `${name}@${version}`
}

function crateComponent({ name, version, licence }: Component) {
  const purl = `pkg:cargo/${name}@${version}`
  return {
    'bom-ref': purl,
    type: 'library',
    name,
    version,
    scope: 'required',
    purl,
    licenses: [{ expression: licence }],
  }
}

/** Node itself: its licence covers what is compiled into it. */
function nodeComponent(node: PinnedPackage) {
  const { name, version, integrity, wheel } = node
  const purl = wheel
    ? `pkg:pypi/${name}@${version}?file_name=${fileName(node)}`
    : `pkg:npm/${name}@${version}`
  const [algorithm = '', hash = ''] = integrity.split('-')
  return {
    'bom-ref': purl,
    type: 'platform',
    name,
    version,
    scope: 'required',
    purl,
    hashes: [
      {
        alg: algorithm.replace('sha', 'SHA-'),
        content: Buffer.from(hash, 'base64').toString('hex'),
      },
    ],
    licenses: [{ license: { id: 'MIT' } }],
  }
}

/** The same for the same content: a random number would differ in each run. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`]
  return [...parts, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
