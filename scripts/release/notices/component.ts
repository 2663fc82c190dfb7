import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package of npm or a crate, whose code is part of what a release ships. */
export interface Component {
  ecosystem: 'npm' | 'cargo'
  name: string
  version: string
  /** An SPDX expression. */
  licence: string
  /** Its folder on this machine. */
  folder: string
}

const LICENCE_FILE = /^(licen[cs]e|copying|copyright|notice|unlicense)([.-].*)?$/i
/** Folders of vendored code, whose licence is another one: QuickJS in `rquickjs-sys`. */
const VENDORED = ['quickjs']

/** Packages without a file of their own, and one of the same repository that has it. */
const SAME_REPOSITORY: readonly (readonly [RegExp, string])[] = [
  [/^npm @aws-sdk\//, 'npm @aws-sdk/client-sts'],
  [/^npm proxy-agent-negotiate$/, 'npm agent-base'],
  [/^cargo rquickjs-(core|sys)$/, 'cargo rquickjs'],
]

/**
 * The texts of a component's licences and notices.
 * @param all components, one of which may have the text of another
 * @throws Error if there is none
 */
export function licenceTexts(component: Component, all: readonly Component[]): string[] {
  const vendored = VENDORED.map((name) => join(component.folder, name)).filter(existsSync)
  const own = textsIn(component.folder)
  const texts = own.length > 0 ? own : textsOfSibling(component, all)
  if (texts.length === 0)
    throw new Error(`${label(component)} has no licence text, see component.ts`)
  return [...texts, ...vendored.flatMap(textsIn)]
}

function textsOfSibling({ ecosystem, name }: Component, all: readonly Component[]): string[] {
  const own = `${ecosystem} ${name}`
  const [, other] = SAME_REPOSITORY.find(([pattern]) => pattern.test(own)) ?? []
  const sibling = all.find((each) => `${each.ecosystem} ${each.name}` === other)
  return sibling === undefined ? [] : textsIn(sibling.folder)
}

function textsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replace(/\r/g, '').trim())
    .filter(Boolean)
}

/** `npm @aws-sdk/core 3.1.0`: for messages and tests. */
export function label({ ecosystem, name, version }: Component): string {
  return `${ecosystem} ${name} ${version}`
}

/** In a stable order, each once. */
export function sorted(components: readonly Component[]): Component[] {
  const byLabel = new Map(components.map((component) => [label(component), component]))
  return [...byLabel].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component)
}
