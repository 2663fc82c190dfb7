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
import { profileOfVariable, unobstructedProfiles, usableProfiles } from './checks/profiles.js'
import { firstProfile } from './checks/first-profile.js'
import {
  adoptedLines,
  linesOfOthers,
  codePrograms,
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
  examines: string
  run: (examined: Examined) => readonly Finding[] | Promise<readonly Finding[]>
  usesNetwork?: true
  /** Checks whose errors are the reason why this one would fail. */
  unless?: readonly string[]
}

/** Every check, in order. */
const TABLE = [
  { name: 'home', examines: 'the home folder', run: homeFolder },
  { name: 'node', examines: 'the version of Node', run: nodeFloor },
  {
    name: 'files',
    examines: 'whether the AWS files can be read',
    run: readableFiles,
    unless: ['home'],
  },
  { name: 'syntax', examines: 'lines that do not parse', run: parsedFiles },
  {
    name: 'first-profile',
    examines: 'whether there is a profile',
    run: firstProfile,
    unless: ['home', 'files', 'syntax'],
  },
  { name: 'keys', examines: 'keys that nothing reads', run: knownKeys },
  { name: 'regions', examines: 'the names of regions', run: knownRegions },
  { name: 'profiles', examines: 'profiles that cannot be used', run: usableProfiles },
  { name: 'deprecated', examines: 'keys that are old or contradict each other', run: currentKeys },
  {
    name: 'obstacles',
    examines: 'programs, tokens and sign-ins that profiles need',
    run: unobstructedProfiles,
  },
  { name: 'adopted', examines: 'the lines of adopted profiles', run: adoptedLines },
  {
    name: 'adopted-name',
    examines: 'the names in the lines of adopted profiles',
    run: linesOfOthers,
  },
  { name: 'identity-center', examines: 'sign-ins with IAM Identity Center', run: signIns },
  { name: 'mfa', examines: 'MFA devices', run: codePrograms },
  { name: 'plaintext-keys', examines: 'access keys in plaintext', run: plaintextKeys },
  { name: 'copies', examines: 'copies of the AWS files', run: forgottenCopies, unless: ['home'] },
  {
    name: 'permissions',
    examines: 'the permissions of files and folders',
    run: permissions,
    unless: ['home'],
  },
  { name: 'state', examines: 'the state folder', run: writableState, unless: ['home'] },
  { name: 'settings', examines: 'the settings file', run: settings, unless: ['home'] },
  { name: 'stores', examines: 'the stores', run: workingStores, unless: ['home', 'settings'] },
  {
    name: 'rotations',
    examines: 'rotations of access keys',
    run: finishedRotations,
    unless: ['home'],
  },
  { name: 'index', examines: 'the index of secrets', run: readableRecords, unless: ['home'] },
  { name: 'history', examines: 'the history', run: readableHistory, unless: ['home'] },
  { name: 'variables', examines: 'the environment variables', run: outrankingVariables },
  {
    name: 'named-profile',
    examines: 'the profile that a variable names',
    run: profileOfVariable,
    unless: ['home', 'files'],
  },
  {
    name: 'prompts',
    examines: 'whether rolecall can prompt for a code here',
    run: askable,
    unless: ['home'],
  },
  { name: 'path', examines: 'rolecall in PATH', run: rolecallsOnPath },
  { name: 'locks', examines: 'locks', run: locks, unless: ['home'] },
  { name: 'edits', examines: 'interrupted edits', run: unfinishedEdits, unless: ['home'] },
  { name: 'ca-bundles', examines: 'certificate authorities', run: caBundles },
  { name: 'proxies', examines: 'proxies', run: proxies },
  {
    name: 'clock',
    examines: 'the clock, against that of STS',
    run: clock,
    usesNetwork: true,
    unless: ['ca-bundles', 'proxies'],
  },
] as const satisfies readonly Check[]

/** The name of a check, as `doctor --json` prints it. */
export type CheckName = (typeof TABLE)[number]['name']

/** The same, without the literal types. */
export const CHECKS: readonly (Check & { name: CheckName })[] = TABLE
