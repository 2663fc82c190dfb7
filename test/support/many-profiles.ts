/**
 * A config file that several people have edited for years. It has comments, odd spacing, both kinds
 * of line breaks, quoted and Unicode names, and sections that are not profiles. The file does not
 * end with a line break.
 * @param repeated adds sections and keys that occur twice, which botocore rejects
 */
export function manyProfiles(count: number, { repeated = false }: { repeated?: boolean }): string {
  const sections = Array.from({ length: count }, (_, n) => sectionOf(n, repeated))
  return `# managed by hand\n\n${BASE}${sections.join('')}`.trimEnd()
}

const BASE = `[default]
region=eu-west-1

[profile base]
mfa_serial = arn:aws:iam::111111111111:mfa/alice
region = eu-west-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start#/

`

function sectionOf(n: number, repeated: boolean): string {
  const arn = `arn:aws:iam::222222222222:role/${n % 2 ? 'nomfa' : 'batch'}`
  const line = (text: string): string => text.replaceAll('\n', n % 3 ? '\n' : '\r\n')
  switch (n % 10) {
    case 0:
      return line(`[profile plain-${n}]\nrole_arn = ${arn}\nsource_profile = base\n\n`)
    case 1:
      return line(`[profile "quoted name ${n}"]\nrole_arn=${arn}\nsource_profile=base\n`)
    case 2:
      return line(
        `; ${'-'.repeat(20)}\n[profile dotted.${n}]\n  # why\n  role_arn   =   ${arn}\n  source_profile = base\n\n\n`,
      )
    case 3:
      return line(`[ profile   spaced-${n} ]\t\nsource_profile\t=\tbase\t\nrole_arn\t: ${arn}\n`)
    case 4:
      return line(
        `[profile jürgen-${n}]\nrole_arn = ${arn}\n# source_profile = old\nsource_profile = base\n`,
      )
    case 5:
      return line(
        `[profile nested-${n}]\ns3 =\n    max_concurrent_requests = 20\n    role_arn = no\nrole_arn = ${arn}\nsource_profile = base\nRegion = eu-west-1 ; the office\n\n`,
      )
    case 6:
      return line(
        `[profile all-${n}]\nrole_arn = ${arn}\nsource_profile = base\nexternal_id = a:b\nduration_seconds = 1800\nrole_session_name = me\nmfa_serial = \nunknown_key = kept\n`,
      )
    case 7:
      return repeated
        ? line(
            `[profile twice-${n}]\nrole_arn = x\nrole_arn = ${arn}\n[profile other-${n}]\noutput = json\n[profile twice-${n}]\nsource_profile = base\nsource_profile = base\n`,
          )
        : line(`[profile 'single ${n}']\nrole_arn = ${arn}\nsource_profile = base\n`)
    case 8:
      return line(`[profile slash/${n}]# no blank\nrole_arn = ${arn}\nsource_profile = base`) + '\n'
    default:
      return line(
        `[profile group:${n}]\noutput = json\n\nrole_arn = ${arn}\n\nsource_profile = base\n\t\n`,
      )
  }
}
