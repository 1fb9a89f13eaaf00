// It knows nothing of accounts that are not active, and shows an empty page.
import { call, login, times } from '../xrpc.mjs'

export default async (pds) => {
  const session = await login(pds, 'deactivated.test', 'deactivated-pass')
  const feeds = ['getTimeline', 'getFeed', 'getAuthorFeed']
  await times(feeds.length, (i) => call(pds, 'GET', `app.bsky.feed.${feeds[i]}`, { token: session.accessJwt }))
}
