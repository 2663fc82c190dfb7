import { meantRoleArn } from '../core/arn.js'
import { RolecallError } from '../core/errors.js'
import { shellWord } from '../core/shell-word.js'
import { assignedRoles } from './assigned-roles.js'
import type { AwsFiles, AwsText } from './aws-files.js'
import { allSections } from './grammar.js'
import type { AwsFileKind } from './section-header.js'
import { almostHeader, describeUnread, unreadHeaders } from './unread-headers.js'

/**
 * The error for a profile that neither file has, with what the user probably meant.
 * @param origin where the name comes from; undefined for the command line
 * @param excluded profiles that lead to it by source_profile, which are not suggested
 */
export function missingProfileError(
  files: AwsFiles,
  name: string,
  origin: string | undefined,
  excluded: readonly string[],
): RolecallError {
  const message = `there is no profile ${name}${origin === undefined ? '' : ` (${origin})`}`
  const arn = meantRoleArn(name)
  const hint =
    (arn && `this looks like a mistyped role ARN: write ${arn}`) ??
    wrappedName(name, files) ??
    headerOfOtherFile(name, files) ??
    almostHeader(files.config, 'profile', name) ??
    unreadHeaderOf(name, files) ??
    unlistedRoleHint(name, files) ??
    noProfilesHint(files)
  if (hint !== undefined) return new RolecallError('config', message, { hint })
  const known = knownNames(files, name).filter((each) => !excluded.includes(each))
  if (excluded.length > 0) {
    const command = `rolecall add ${shellWord(name)}`
    return new RolecallError('config', message, {
      hint: `correct source_profile, or create profile ${name} with its access key: ${command}`,
      command,
      misspelt: { name, known },
    })
  }
  const { config, credentials } = files
  const isMissing = config.text === '' && !credentials.text.includes(name)
  return new RolecallError('config', message, {
    hint: `rolecall reads ${config.path} and ${credentials.path};${isMissing ? ` ${config.path} is empty or does not exist;` : ''} \`rolecall list\` shows the profiles`,
    misspelt: { name, known },
  })
}

/** Detects a name with blanks or quotes around it, and one with the `profile` of its header. */
function wrappedName(name: string, files: AwsFiles): string | undefined {
  const bare = name.trim().replace(/^\[?(?:profile\s+)?(["']?)(.*?)\1\]?$/, '$2')
  const isMeant = bare !== name && files.profile(bare) !== undefined
  return isMeant ? `the name of the profile is ${bare}, without anything around it` : undefined
}

/** Profiles and, for a name with a slash, what `rolecall accounts` remembers. */
function knownNames(files: AwsFiles, name: string): string[] {
  const roles = name.includes('/') ? assignedRoles(files.evidence.assigned()) : []
  return [...files.profileNames(), ...roles.map((role) => role.name)]
}

/** How to get a first profile. @returns undefined if there is at least one */
export function noProfilesHint(files: AwsFiles): string | undefined {
  if (files.profileNames().length > 0) return undefined
  const unlisted = unlistedHint(files)
  if (unlisted !== undefined) return unlisted
  const [unread] = unreadHeaders(files)
  if (unread) return describeUnread(unread)
  const { config, credentials } = files
  const strange =
    (hasOnlyStrangeLines(config, 'config') && config.path) ||
    (hasOnlyStrangeLines(credentials, 'credentials') && credentials.path)
  if (strange) return `${strange} has no section of AWS: \`rolecall doctor\` checks its lines`
  return (
    `there are no profiles in ${config.path} and ${credentials.path}: ` +
    'store an access key with `rolecall add base`, then add a role with `rolecall configure dev`; ' +
    'for IAM Identity Center, run `rolecall configure`'
  )
}

/** Whether a file has lines, but no section that an SDK reads. */
function hasOnlyStrangeLines({ text }: AwsText, kind: AwsFileKind): boolean {
  return /^\s*[^\s#;]/m.test(text) && allSections(text, kind).length === 0
}

/**
 * How to see the roles of an `[sso-session]` that `rolecall accounts` has not listed.
 * @returns undefined if there is none
 */
export function unlistedHint(files: AwsFiles): string | undefined {
  const session = unlistedSession(files)
  return session === undefined
    ? undefined
    : `\`rolecall accounts ${shellWord(session)}\` lists the roles of ${session}, which need no profiles`
}

/** The first `[sso-session]` whose roles `rolecall accounts` has not listed. */
export function unlistedSession({ sectionNames, evidence }: AwsFiles): string | undefined {
  const names = sectionNames('sso-session')
  if (names.length === 0) return undefined
  const listed = new Set(evidence.assigned().map(({ session }) => session))
  return names.find((name) => !listed.has(name))
}

/** A name like `ACCOUNT/ROLE` may be a role that is not known yet. */
function unlistedRoleHint(name: string, files: AwsFiles): string | undefined {
  const isRole = name.includes('/') && !files.profileNames().some((each) => each.includes('/'))
  return isRole ? unlistedHint(files) : undefined
}

function unreadHeaderOf(name: string, files: AwsFiles): string | undefined {
  const unread = unreadHeaders(files).find(({ text }) => text.includes(name))
  return unread && describeUnread(unread)
}

/** Detects a header without its quotes, and one that belongs in the other file. */
function headerOfOtherFile(name: string, { config, credentials }: AwsFiles): string | undefined {
  const [plain, prefixed] = [`[${name}]`, `[profile ${name}]`]
  const has = ({ text }: AwsText, header: string): boolean =>
    text.split('\n').some((line) => line.trim() === header)
  if (/\s/.test(name) && has(config, prefixed)) {
    return `${config.path} has ${prefixed}: a name with spaces needs quotes, [profile "${name}"]`
  }
  if (has(config, plain)) return `${config.path} has ${plain}, which must be ${prefixed} there`
  return has(credentials, prefixed)
    ? `${credentials.path} has ${prefixed}, which must be ${plain} there`
    : undefined
}
