/** What other tools call a command. */
const COMMANDS: Readonly<Record<string, string>> = {
  add: 'configure',
  assume: 'use',
  clear: 'logout',
  'credential-process': 'process',
  export: 'env',
  ls: 'list',
  profiles: 'list',
  run: 'exec',
  sessions: 'status',
  shell: 'exec',
  switch: 'use',
  unset: 'use --unset',
  version: '--version',
}

/** What aws-vault, granted, awsume, aws-runas, saml2aws and the AWS CLI call a flag of ours. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  '--duration': ['-d', '--duration-seconds', '--role-duration', '--session-duration'],
  '--format': ['-f', '-o', '-O', '--output', '--shell', '--json'],
  '--mfa-code': ['-t', '--mfa-token', '--otp', '--token', '--token-code'],
  '--mfa-serial': ['-M', '--serial-number'],
  '--no-session': ['-n'],
  '--profile': ['-p', '--exec-profile'],
  '--refresh': ['-r', '--force', '--force-refresh'],
  '--session-name': ['--role-session-name'],
  '--tag': ['--tags'],
  '--unset': ['-u', '-un'],
}

/** @returns the command of rolecall's that does what `word` does elsewhere */
export function commandOfOtherTool(word: string): string | undefined {
  return Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined
}

/** @returns the flag, of these, that says what `word` says elsewhere */
export function flagOfOtherTool(word: string, flags: readonly string[]): string | undefined {
  return flags.find((flag) => FLAGS[flag]?.includes(word))
}
