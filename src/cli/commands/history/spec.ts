import { JSON_OPTION } from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const historySpec = {
  name: 'history',
  summary: 'list the sessions that AWS issued to this machine, and refusals',
  description:
    'Reads a journal on this machine, which contains no secrets. Each request for credentials that AWS grants or refuses makes an entry, and so does each revocation. If AWS refuses a request only because of its duration, that makes no entry, and neither does the use of a cached session.\n' +
    'With an ID, prints one entry, and commands that look up its events in CloudTrail.',
  arguments: [{ syntax: '[id]', description: 'ID of an entry, or the access key ID of a session' }],
  options: [
    {
      syntax: '--since <time>',
      description: 'only entries since this time: 7d, 12h, or 2026-11-21',
    },
    {
      syntax: '--until <time>',
      description: 'only entries until this time: 2h, or 2026-11-28T18:00Z',
    },
    {
      syntax: '--account <account>',
      description: 'only this account: its number, or its name in the settings',
    },
    { syntax: '--profile <name>', description: 'only this profile', values: 'profile' },
    { syntax: '--role <part>', description: 'only roles whose ARN contains this text' },
    {
      syntax: '--limit <number>',
      description: 'at most this many entries, the newest (default: 50 on a terminal)',
    },
    { syntax: '--cloudtrail', description: 'look up the events of the entry in CloudTrail' },
    {
      syntax: '--as <profile>',
      description:
        'profile with which to query CloudTrail (default: the one that got the session or made the call)',
      values: 'profile',
    },
    JSON_OPTION,
  ],
  examples: [
    { command: 'rolecall history', does: 'list the newest entries' },
    {
      command: 'rolecall history --since 7d --role admin',
      does: 'list a week of the roles whose ARN contains admin',
    },
    {
      command: 'rolecall history --account 222222222222 --json',
      does: 'list one account, as JSON',
    },
    { command: 'rolecall history 3f2a91c07d', does: 'show one entry, and how to find its events' },
    {
      command: 'rolecall history 3f2a91c07d --cloudtrail --as audit',
      does: 'look up its events in CloudTrail',
    },
  ],
} as const satisfies CommandSpec
