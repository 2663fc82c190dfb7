import type { Examined } from './examined.js'
import type { Finding } from './finding.js'
import { askable, outrankingVariables } from './checks/environment.js'
import { parsedFiles, readableFiles } from './checks/files.js'
import { homeFolder } from './checks/home.js'
import { knownKeys } from './checks/keys.js'
import { locks, unfinishedEdits } from './checks/leftovers.js'
import { caBundles, clock, proxies } from './checks/network.js'
import { currentKeys, knownRegions } from './checks/notes.js'
import { permissions, writableState } from './checks/permissions.js'
import { forgottenCopies, plaintextKeys } from './checks/plaintext.js'
import { namedProfile, unobstructedProfiles, usableProfiles } from './checks/profiles.js'
import {
  adoptedLines,
  linesOfOthers,
  mfaDevices,
  nodeFloor,
  rolecallsOnPath,
} from './checks/programs.js'
import { readableHistory, readableRecords } from './checks/records.js'
import { settings } from './checks/settings.js'
import { signIns } from './checks/sign-ins.js'
import { finishedRotations, workingStores } from './checks/stores.js'

/** One check of `doctor`. */
interface Check {
  name: string
  /** What is examined, for the progress on a terminal and for the documentation. */
  looksAt: string
  run: (examined: Examined) => readonly Finding[] | Promise<readonly Finding[]>
  usesNetwork?: true
  /** Checks whose errors are the reason why this one would fail. */
  unless?: readonly string[]
}

/** Every check, in order. */
const TABLE = [
  { name: 'home', looksAt: 'the home folder', run: homeFolder },
  { name: 'node', looksAt: 'the version of Node', run: nodeFloor },
  {
    name: 'files',
    looksAt: 'whether the AWS files can be read',
    run: readableFiles,
    unless: ['home'],
  },
  { name: 'syntax', looksAt: 'lines that do not parse', run: parsedFiles },
  { name: 'keys', looksAt: 'keys that nothing reads', run: knownKeys },
  { name: 'regions', looksAt: 'the names of regions', run: knownRegions },
  { name: 'profiles', looksAt: 'profiles that cannot be used', run: usableProfiles },
  { name: 'deprecated', looksAt: 'keys that are old or contradict each other', run: currentKeys },
  {
    name: 'obstacles',
    looksAt: 'programs, tokens and sign-ins that profiles need',
    run: unobstructedProfiles,
  },
  { name: 'adopted', looksAt: 'the lines of adopted profiles', run: adoptedLines },
  {
    name: 'adopted-name',
    looksAt: 'the names in the lines of adopted profiles',
    run: linesOfOthers,
  },
  { name: 'identity-center', looksAt: 'sign-ins with IAM Identity Center', run: signIns },
  { name: 'mfa', looksAt: 'MFA devices', run: mfaDevices },
  { name: 'plaintext-keys', looksAt: 'access keys in plaintext', run: plaintextKeys },
  { name: 'copies', looksAt: 'copies of the AWS files', run: forgottenCopies, unless: ['home'] },
  {
    name: 'permissions',
    looksAt: 'the permissions of files and folders',
    run: permissions,
    unless: ['home'],
  },
  { name: 'state', looksAt: 'the state folder', run: writableState, unless: ['home'] },
  { name: 'settings', looksAt: 'the settings file', run: settings, unless: ['home'] },
  { name: 'stores', looksAt: 'the stores', run: workingStores, unless: ['home', 'settings'] },
  {
    name: 'rotations',
    looksAt: 'rotations of access keys',
    run: finishedRotations,
    unless: ['home'],
  },
  { name: 'index', looksAt: 'the index of secrets', run: readableRecords, unless: ['home'] },
  { name: 'history', looksAt: 'the history', run: readableHistory, unless: ['home'] },
  { name: 'variables', looksAt: 'the environment variables', run: outrankingVariables },
  {
    name: 'named-profile',
    looksAt: 'the profile that a variable names',
    run: namedProfile,
    unless: ['home', 'files'],
  },
  {
    name: 'prompts',
    looksAt: 'whether a code can be asked for here',
    run: askable,
    unless: ['home'],
  },
  { name: 'path', looksAt: 'the rolecalls in PATH', run: rolecallsOnPath },
  { name: 'locks', looksAt: 'locks', run: locks, unless: ['home'] },
  { name: 'edits', looksAt: 'interrupted edits', run: unfinishedEdits, unless: ['home'] },
  { name: 'ca-bundles', looksAt: 'certificate authorities', run: caBundles },
  { name: 'proxies', looksAt: 'proxies', run: proxies },
  {
    name: 'clock',
    looksAt: 'the clock, against that of STS',
    run: clock,
    usesNetwork: true,
    unless: ['ca-bundles', 'proxies'],
  },
] as const satisfies readonly Check[]

export type CheckName = (typeof TABLE)[number]['name']

/** The same, without the literal types. */
export const CHECKS: readonly (Check & { name: CheckName })[] = TABLE
