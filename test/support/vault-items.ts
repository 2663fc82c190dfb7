import type { AccessKey } from './sts-server/model.js'

/*
 * Items as aws-vault 7.2.0 and granted 0.38.0 wrote them on Linux. The files were written by these
 * programs, with the key {@link RECORDED_KEY}; the others are built for a key in the same form.
 */

/** The key in the recorded files: the example of AWS's documentation. */
export const RECORDED_KEY: AccessKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  status: 'Active',
}

/** AWS_VAULT_FILE_PASSPHRASE of the recorded files; granted's have an empty passphrase. */
export const RECORDED_PASSPHRASE = 'pass phrase é'

/** The recorded files, by their paths below the home folder. */
export const RECORDED_FILES = {
  '.awsvault/keys/jane': [
    'eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJjcmVhdGVkIjoiMjAyNi0xMS0yNyAyMjozMDoxMy41Mzg4OTY3',
    'NTcgKzAwMDAgVVRDIG09KzAuMDAzNzAzOTU4IiwiZW5jIjoiQTI1NkdDTSIsInAyYyI6ODE5MiwicDJzIjoicHdq',
    'bk5IMUtrbGc2cEkwVSJ9.Q-Jfg6ItECWHUrc8uGj0f3eP5EeGZa8g20pTlH9QpHMyW6_wzpHCVQ.TXBd6-CDraM7',
    '9AHi.vLytOK2f7xrSWy8GGjjhtj3Ju8xaPMjJxl_PIfcSnyr7O5aE3lE_g92m-Z55pM54DakB4Rk-PQfjb1kw3ov',
    '-4nczCgSfHxKOeO3z5sKfte5lNoquOGHmKc4EWvhrKPwE2xMNH_XkkSMY46BQ89Ujr6hY6Bn4MHepqRI_w1M2XKH',
    'gX-2FPHgPdSjaMgaTiLUnIMFYrWJ-dyz-CAJ-Uuo5W0AKFqOREePUSPlUizOqPvaS60NXCcEe-U3UJLQODS16v7q',
    'V48WLYdkxNru2072w874BkVbkySZZzBKr6AgmwO-7UW2OX8iVeFT89cvX5wRhl9QmKwqG_Z7K5FSia5LIqulDbaj',
    'QOTYFNvaG1tVReShtrpMIwUZXY1_tsKlNlFyVfTEUXUSB0W9ORzB5oo7oVh1TQOlEpAy1JIvcptSEC2mFDQPDb2t',
    'NZPpiUACHgrFr1osRvshoVXC5pn-rUBH1lI0sW86dIberYMt7vaTNB2-OyWvJnKRz5_s.GilVH5Ag5TuhjhuP33E',
    'DFQ',
  ].join(''),
  '.awsvault/keys/team%2Fops%251': [
    'eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJjcmVhdGVkIjoiMjAyNi0xMS0yNyAyMjozMDoxMy41NTUwOTE4',
    'OTkgKzAwMDAgVVRDIG09KzAuMDAyMzE4MzgxIiwiZW5jIjoiQTI1NkdDTSIsInAyYyI6ODE5MiwicDJzIjoiaVVC',
    'WjBhbHJEakhRZW9nbCJ9.HPkmbCjxwDS6u9OmFEn1Vgngh3sa82bp-Zqfq2rsp5cmungfMHSLrQ.DVfO4uZ6IdiN',
    '03OM.ieu7DBQziwbkE8llREhTBzuQcadQDlgsJ6cGQPNSU5q37Y0uDmM9ou7aDNwY7eoweJViGvyTpFD1qPlpeP9',
    'PlHQVzi8lqp43o82rzWMrwBKK-kEmqDW_ayf4GbVZMRCQZFK8BA8o5vx2r9-KulmYDAZrI-GclHRtXuVcGrphULX',
    'ZU6JPx0mDv6y54pIbvLhtJpAzaoRD7CFyTUCL4SCrWaJ8w8wAlZb0i2Mp4NMiaegraL4xWlErLU45qUL6arJ0x_H',
    '1Na3wOiL9vHqhpHt-yi__wFYl7prgcKPIglBtNpKV0wO0thlMQ7iaIb7M_vbQ8lFrQOdAbGRn58YwOdWqbL4_Muf',
    'OIeAuJtw7_9yBybdwQA5nSioBhXa2mTJ-e3xHeXdJR-K9Q3Zig9FoONfw0lkbEHQGujMQlMD5GrtHDbphKOx6hQT',
    'wSWOpjagRHRefmvs0uu4JofRK9aw6sCtncaqv5D7hrJ-HyesJSL47W2wDPpRXPOQhM-7ESP8_3wm4h_bpQmg.Aj4',
    'Agl5WZBEXQs2iU5SBCQ',
  ].join(''),
  '.granted/secure-storage-aws-iam-credentials/jane': [
    'eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJjcmVhdGVkIjoiMjAyNi0xMS0yNyAyMjozMDoxMy41NjMxNzcz',
    'MTcgKzAwMDAgVVRDIG09KzAuMDAxNDMyNzM3IiwiZW5jIjoiQTI1NkdDTSIsInAyYyI6ODE5MiwicDJzIjoiLU9f',
    'SHlmV0IyNHBDTEtZMCJ9.-IAhxLDGLZ5U19DnUGuC31_L7Av-0dhh7nVnD_kVTvNi8PthcRYouA.yIm5Lfv6b3rN',
    'PU44.lK2ZdH_a-Rg3k5LwjgsSFotG7OstqVQ3tRqi3yxQXEktwYXmDdR26YTP48_fgHGHjEYNRlTYcv57w25flUJ',
    'X9xAmvqezPowhBASpYHDmdhwODeYZEBfXCZZPngSOlZThEivu5EDk9N7WyBBLrX8zl56kYeJJ7efLzxUwns2NKiS',
    'nTBcQBchmtwDx4bcBJwCBYtlW_3KiXdhIljqOyz-mt_Cml58PWRU4kCWLAnQmfUdIIyUcpKXBNm__KBwP0Qo2HtI',
    'RX_cjjN0ZBz5J5aooblSv95W76URjIAPvph01wFd42lxrqLynAks3a3mnmvYO3hK6subvu2l9S4G-uYjpOWjMVEx',
    'OL0WgzgrbXFQQ9Zs_78-d4IJPfeAgZN7yUMR5i-uToCNcNans-VElEEUEt8FtI8OvcI0VNVIcNYl1De9YyO7KqY3',
    'wUtH8wAonhlGi-3Y9sljT3IdXqCmn0XWQf1h5YRezWvEQMgw.FvwWJzGKy6-bqiMhc4guaw',
  ].join(''),
}

type Key = Pick<AccessKey, 'accessKeyId' | 'secretAccessKey'>

/** The JSON of Go's aws.Credentials, as macOS's Keychain and Windows have it. */
export function credentialsBody({ accessKeyId, secretAccessKey }: Key): string {
  return JSON.stringify({
    AccessKeyID: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: '',
    Source: '',
    CanExpire: false,
    Expires: '0001-01-01T00:00:00Z',
  })
}

/** An item of the library, as every other backend has it. */
export function vaultItem(name: string, body: string): string {
  return JSON.stringify({
    Key: name,
    Data: Buffer.from(body).toString('base64'),
    Label: `aws-vault (${name})`,
    Description: '',
    KeychainNotTrustApplication: true,
    KeychainNotSynchronizable: false,
  })
}

/** The name of a session that aws-vault caches, and its item. */
export const CACHED_SESSION = {
  name: `sts.GetSessionToken,${Buffer.from('jane').toString('base64url')},,1795817471`,
  body: JSON.stringify({
    AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 's'.repeat(40),
    SessionToken: 'token',
    Expiration: '2026-11-27T22:11:11Z',
  }),
}

/**
 * A collection without a password, as gnome-keyring writes it.
 * @param items texts by their names, which are their attribute `profile`
 */
export function plainCollection(name: string, items: Readonly<Record<string, string>>): string {
  const sections = Object.entries(items).map(
    ([item, text], index) => `
[${index + 1}]
item-type=0
display-name=${item}
secret=${text}
mtime=1795817471
ctime=1795817471

[${index + 1}:attribute0]
name=profile
type=string
value=${item}
`,
  )
  const head = `[keyring]\ndisplay-name=${name}\nctime=0\nmtime=0\nlock-on-idle=false\nlock-after=false\n`
  return head + sections.join('')
}
