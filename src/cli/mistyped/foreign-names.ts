/** Other tools' names for rolecall's commands. */
const FOREIGN_COMMANDS: Readonly<Record<string, string>> = {
  assume: 'use',
  cache: 'status',
  clear: 'logout',
  completion: 'init',
  completions: 'init',
  config: 'configure',
  credentials: 'process',
  'credential-process': 'process',
  'ecs-server': 'serve',
  export: 'env',
  flush: 'logout',
  identity: 'whoami',
  ls: 'list',
  open: 'console',
  profiles: 'list',
  proxy: 'serve',
  run: 'exec',
  script: 'env',
  server: 'serve',
  sessions: 'status',
  setup: 'configure',
  shell: 'exec',
  'shell-init': 'init',
  signin: 'login',
  'sign-in': 'login',
  signout: 'logout',
  sso: 'login',
  switch: 'use',
  unset: 'use --unset',
  version: '--version',
  web: 'console',
}

/** The names that aws-vault, granted, awsume, aws-runas, saml2aws and the AWS CLI give a flag. */
const FOREIGN_FLAGS: Readonly<Record<string, readonly string[]>> = {
  '--duration': ['-d', '--duration-seconds', '--role-duration', '--session-duration'],
  '--all': ['-a'],
  '--format': ['-f', '-o', '-O', '--output', '--shell', '--json', '--stdout'],
  '--mfa-code': ['-t', '--mfa-token', '--otp', '--token', '--token-code'],
  '--mfa-serial': ['-M', '--serial-number'],
  '--no-session': ['-n'],
  '--profile': ['-p', '--exec-profile'],
  '--refresh': ['-r', '--force', '--force-refresh'],
  '--session-name': ['--role-session-name'],
  '--tag': ['--tags'],
  '--unset': ['-u', '-un'],
}

/** Other names for the values of a flag. */
const FOREIGN_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '--format': {
    ash: 'env',
    bash: 'env',
    cmd: 'windows-cmd',
    credential_process: 'process',
    dash: 'env',
    dotenv: 'env-no-export',
    'env-file': 'env-no-export',
    export: 'env',
    'github-actions': 'github',
    ksh: 'env',
    nu: 'nushell',
    posix: 'env',
    ps1: 'powershell',
    pwsh: 'powershell',
    sh: 'env',
    shell: 'env',
    zsh: 'env',
  },
  '--store': {
    gnome: 'keychain',
    keyctl: 'kernel',
    keyring: 'keychain',
    keychain: 'keychain',
    'secret-service': 'keychain',
    wincred: 'keychain',
  },
}

/** @returns rolecall's name for a value, such as `env` for `--format bash` */
export function valueOfOtherTool(flag: string, value: string): string | undefined {
  const values = FOREIGN_VALUES[flag] ?? {}
  return Object.hasOwn(values, value) ? values[value] : undefined
}

/** @returns the command line of rolecall for another tool's command, without `rolecall` */
export function commandOfOtherTool(word: string): string | undefined {
  return Object.hasOwn(FOREIGN_COMMANDS, word) ? FOREIGN_COMMANDS[word] : undefined
}

/** @returns the one of these flags that another tool calls `word` */
export function flagOfOtherTool(word: string, flags: readonly string[]): string | undefined {
  return flags.find((flag) => FOREIGN_FLAGS[flag]?.includes(word))
}
