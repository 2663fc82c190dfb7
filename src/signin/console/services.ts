import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { consoleOrigin } from '../aws-hosts.js'

/**
 * Pages of the console by the names that people type: those of the AWS CLI, and common short forms.
 * The value is the path between the origin and the query; a path with a `#` ends there.
 */
const PAGES: Readonly<Record<string, string>> = {
  accessanalyzer: 'access-analyzer/home',
  acm: 'acm/home',
  amplify: 'amplify/home',
  apigateway: 'apigateway/home',
  apprunner: 'apprunner/home',
  appsync: 'appsync/home',
  athena: 'athena/home',
  backup: 'backup/home',
  batch: 'batch/home',
  bedrock: 'bedrock/home',
  billing: 'billing/home',
  budgets: 'billing/home#/budgets',
  cloudformation: 'cloudformation/home',
  cloudfront: 'cloudfront/v4/home',
  cloudshell: 'cloudshell/home',
  cloudtrail: 'cloudtrailv2/home',
  cloudwatch: 'cloudwatch/home',
  codeartifact: 'codesuite/codeartifact/start',
  codebuild: 'codesuite/codebuild/projects',
  codecommit: 'codesuite/codecommit/repositories',
  codedeploy: 'codesuite/codedeploy/applications',
  codepipeline: 'codesuite/codepipeline/pipelines',
  cognito: 'cognito/home',
  config: 'config/home',
  controltower: 'controltower/home',
  costexplorer: 'cost-management/home',
  directconnect: 'directconnect/v2/home',
  dms: 'dms/v2/home',
  dynamodb: 'dynamodbv2/home',
  ec2: 'ec2/home',
  ecr: 'ecr/home',
  ecs: 'ecs/v2/home',
  efs: 'efs/home',
  eks: 'eks/home',
  elasticache: 'elasticache/home',
  elasticbeanstalk: 'elasticbeanstalk/home',
  elb: 'ec2/home#LoadBalancers',
  emr: 'emr/home',
  events: 'events/home',
  firehose: 'firehose/home',
  fsx: 'fsx/home',
  glue: 'glue/home',
  guardduty: 'guardduty/home',
  iam: 'iam/home',
  iot: 'iot/home',
  kinesis: 'kinesis/home',
  kms: 'kms/home',
  lambda: 'lambda/home',
  logs: 'cloudwatch/home#logsV2:log-groups',
  mq: 'amazon-mq/home',
  msk: 'msk/home',
  opensearch: 'aos/home',
  organizations: 'organizations/v2/home',
  quicksight: 'quicksight/home',
  ram: 'ram/home',
  rds: 'rds/home',
  redshift: 'redshiftv2/home',
  route53: 'route53/v2/home',
  s3: 's3/home',
  sagemaker: 'sagemaker/home',
  secretsmanager: 'secretsmanager/home',
  securityhub: 'securityhub/home',
  servicecatalog: 'servicecatalog/home',
  servicequotas: 'servicequotas/home',
  ses: 'ses/home',
  sns: 'sns/v3/home',
  sqs: 'sqs/v3/home',
  ssm: 'systems-manager/home',
  sso: 'singlesignon/home',
  stepfunctions: 'states/home',
  support: 'support/home',
  transfer: 'transfer/home',
  trustedadvisor: 'trustedadvisor/home',
  vpc: 'vpcconsole/home',
  waf: 'wafv2/homev2',
  wellarchitected: 'wellarchitected/home',
  workspaces: 'workspaces/v2/home',
  xray: 'xray/home',
}

/** Other names of the same pages. */
const ALIASES: Readonly<Record<string, string>> = {
  cfn: 'cloudformation',
  cw: 'cloudwatch',
  ddb: 'dynamodb',
  eb: 'elasticbeanstalk',
  eventbridge: 'events',
  'identity-center': 'sso',
  parameters: 'ssm',
  r53: 'route53',
  secrets: 'secretsmanager',
  sfn: 'stepfunctions',
  sm: 'secretsmanager',
  states: 'stepfunctions',
  'systems-manager': 'ssm',
}

/** The names that `--service` accepts, for completion. */
export const SERVICES: readonly string[] = Object.keys({ ...PAGES, ...ALIASES }).sort()

/** Where in the console a person goes. */
export interface ConsolePlace {
  region: string
  /** One of {@link SERVICES}. */
  service?: string | undefined
  /** Path and query of a page, with or without the leading slash; instead of a service. */
  path?: string | undefined
}

/**
 * The URL of a page of the console.
 * @throws RolecallError 'usage' for an unknown service, both a service and a path, or a path that
 * leads to another host
 */
export function consoleUrl({ region, service, path }: ConsolePlace): string {
  if (service !== undefined && path !== undefined) {
    throw new RolecallError('usage', '--service and --path both name a page', {
      hint: 'give one of them',
    })
  }
  const origin = consoleOrigin(region)
  // A URL that was copied from the console's address bar is a path too.
  const pasted = path?.startsWith(`${origin}/`) ? path.slice(origin.length) : path
  const page = pasted ?? (service === undefined ? 'console/home' : pageOf(service))
  const url = parsed(`${origin}/${page.replace(/^\/+/, '')}`)
  if (url?.origin !== origin || /[\s\\]|^\w+:/.test(page)) {
    throw new RolecallError('usage', `--path ${printable(page)} is not a path of the console`, {
      hint: 'copy the part after the host name from a URL of the console, for example /s3/buckets/logs',
    })
  }
  if (!url.searchParams.has('region')) url.searchParams.set('region', region)
  return url.href
}

function pageOf(name: string): string {
  const known = name.toLowerCase()
  const page = PAGES[ALIASES[known] ?? known]
  if (page !== undefined) return page
  throw new RolecallError(
    'usage',
    `rolecall does not know a console page for "${printable(name)}"`,
    {
      misspelt: { name: known, known: SERVICES },
      hint: 'give the path of the page instead, for example --path /ec2/home',
    },
  )
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
