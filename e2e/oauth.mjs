// An OAuth client of a few lines, of which tests make wrong ones.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'

export const approving = ['--oauth', 'approve']

const redirect_uri = 'http://127.0.0.1:8080/callback'
const scope = 'atproto transition:generic'
export const client_id = `http://localhost?${new URLSearchParams({ redirect_uri, scope })}`
const hash = (text) => createHash('sha256').update(text).digest('base64url')

export class OAuthClient {
  nonce
  #pds
  #issuer
  #keys
  #verifier = randomBytes(32).toString('base64url')

  /** Makes a client whose issuer is the PDS, or the entryway at an origin. */
  static async make(pds, issuer = pds.url) {
    const client = new OAuthClient()
    client.#pds = pds
    client.#issuer = issuer
    client.#keys = await generateKeyPair('ES256')
    return client
  }

  /** The parameters of a request for access. */
  asked() {
    const code_challenge = hash(this.#verifier)
    const login_hint = 'alice.test'
    return { client_id, redirect_uri, scope, login_hint, response_type: 'code', state: randomUUID(), code_challenge, code_challenge_method: 'S256' }
  }

  /** Asks for an answer, the PDS's if there is a token, by a proof with the nonce that was told last. */
  async send(method, path, { form, token, ath = token && hash(token) } = {}) {
    const url = (token ? this.#pds.url : this.#issuer) + path
    const dpop = await new SignJWT({ jti: randomUUID(), htm: method, htu: url, nonce: this.nonce, ath })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(this.#keys.publicKey) })
      .setIssuedAt()
      .sign(this.#keys.privateKey)
    const headers = token ? { dpop, authorization: `DPoP ${token}` } : { dpop }
    const answer = await this.#pds.fetch(url, { method, headers, body: form && new URLSearchParams(form) })
    return { nonce: answer.headers.get('dpop-nonce'), body: await answer.json() }
  }

  /** Posts a form, and again if another nonce is asked for. */
  async post(path, form) {
    let { nonce, body } = await this.send('POST', path, { form })
    if (body.error === 'use_dpop_nonce') {
      this.nonce = nonce
      ;({ nonce, body } = await this.send('POST', path, { form }))
    }
    this.nonce = nonce
    return body
  }

  /** Gets with an access token, and again if another nonce is asked for. */
  async get(path, token) {
    for (let i = 0; i < 2; i++) {
      const { nonce, body } = await this.send('GET', path, { token })
      this.nonce = nonce
      if (body.error !== 'use_dpop_nonce') return body
    }
  }

  /** Pushes a request for access, and goes to the page. It returns the code that the app is sent back with. */
  async authorize() {
    const { request_uri } = await this.post('/oauth/par', this.asked())
    return this.visit({ client_id, request_uri })
  }

  async visit(query) {
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' }
    const url = `${this.#issuer}/oauth/authorize?${new URLSearchParams(query)}`
    const answer = await this.#pds.fetch(url, { redirect: 'manual', headers })
    return new URL(answer.headers.get('location')).searchParams.get('code')
  }

  /** Gets the first tokens of a session. */
  async logIn() {
    const code = await this.authorize()
    return this.post('/oauth/token', { client_id, redirect_uri, code, grant_type: 'authorization_code', code_verifier: this.#verifier })
  }

  refresh(refresh_token) {
    return this.post('/oauth/token', { client_id, refresh_token, grant_type: 'refresh_token' })
  }
}
