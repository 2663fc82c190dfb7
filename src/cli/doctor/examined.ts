import { parseAwsFiles, type AwsFiles } from '../../aws-files/aws-files.js'
import { layoutOf, type Layout, type Place } from '../../aws-files/layout.js'
import { isRolecallError, unlessRefused, type RolecallError } from '../../core/errors.js'
import { once } from '../../core/once.js'
import type { Plan } from '../../core/plan.js'
import { shellWord } from '../../core/shell-word.js'
import { awsText } from '../../system/files/aws/aws-text.js'
import { readEvidence } from '../../system/files/evidence.js'
import type { Host } from '../../system/host.js'
import type { CommandContext } from '../context.js'
import { failuresIn, nextOf, type Failure } from './failures.js'

/** What the checks examine. Everything is read once, and only if a check needs it. */
export interface Examined {
  context: CommandContext
  host: Host
  /** The profile that was named; undefined to examine all. */
  profile: string | undefined
  /** Both files; one that cannot be read counts as empty. */
  files: () => AwsFiles
  layout: () => Layout
  /** Names of the examined profiles: all, or the named one with those that it leads to. */
  names: () => readonly string[]
  /** For each examined profile its plan, or why it has none. */
  plans: () => ReadonlyMap<string, Plan | RolecallError>
  /** The plans alone. */
  valid: () => readonly Plan[]
  /** Why examined profiles have no plan. */
  failures: () => readonly Failure[]
  /** Where a profile, or one of its keys, is written. */
  placeOf: (profile: string, key?: string) => Place | undefined
}

/** @param profile examines this one and those that it leads to */
export function examine(context: CommandContext, profile: string | undefined): Examined {
  const { host } = context
  const files = once(() => {
    const read = unlessRefused(context.files) ?? readableFiles(host)
    // Parses all profiles at once; from here on each is a look-up.
    read.profiles()
    return read
  })
  const layout = once(() => layoutOf(files()))
  const names = once(() =>
    profile === undefined ? files().profileNames() : ledTo(profile, files()),
  )
  const plans = once(() => new Map(names().map((name) => [name, planOf(name, context)])))
  const places = once(() => placesIn(layout()))
  return {
    ...{ context, host, profile, files, layout, names, plans },
    valid: once(() => [...plans().values()].filter((each): each is Plan => !isRolecallError(each))),
    failures: once(() => failuresIn(plans(), files(), profile)),
    placeOf: (name, key = '') => places().get(`${key}\n${name}`) ?? places().get(`\n${name}`),
  }
}

function readableFiles(host: Host): AwsFiles {
  const text = (path: () => string) =>
    unlessRefused(() => awsText(path())) ?? { path: unlessRefused(path) ?? '', text: '' }
  const { paths } = host
  return parseAwsFiles(
    text(() => paths.awsConfig),
    text(() => paths.awsCredentials),
    unlessRefused(() => readEvidence(host)),
  )
}

function planOf(name: string, context: CommandContext): Plan | RolecallError {
  try {
    return context.plan(name)
  } catch (error) {
    if (isRolecallError(error)) return error
    throw error
  }
}

function ledTo(profile: string, files: AwsFiles): string[] {
  const names: string[] = []
  for (let at: string | undefined = profile; at !== undefined && !names.includes(at);) {
    names.push(at)
    at = nextOf(at, files)
  }
  return names.filter((name) => name === profile || files.profile(name))
}

/** By `KEY\nPROFILE`, and by `\nPROFILE` for its header. */
function placesIn({ sections, lineAt }: Layout): Map<string, Place> {
  const places = new Map<string, Place>()
  for (const { kind, path, section, properties } of sections) {
    if (section.type !== 'profile') continue
    const id = `\n${section.name}`
    if (!places.has(id)) places.set(id, { path, line: lineAt(kind, section.start) })
    for (const { key, start } of properties) {
      places.set(key + id, { path, line: lineAt(kind, start) })
    }
  }
  return places
}

/** Opens a file in the user's editor, at a line. */
export function editCommand({ path, line }: { path: string; line?: number }): string {
  return `"\${EDITOR:-vi}" ${line === undefined ? '' : `+${line} `}${shellWord(path)}`
}
