/** Does each host name of the leg have an address, seen from here? */
import { defineProbe, observed } from './probe.ts';
import { knownEndpoints } from './endpoints.ts';

export default defineProbe({
  kind: 'name-resolution',
  title: 'name resolution of every host of the lookup',
  subjects: (evidence) => [...new Set(knownEndpoints(evidence).map(({ host }) => host))].map((name) => ({ name })),
  async gather(host, network) {
    const addresses = await network.resolve(host);
    return addresses.ok ? observed({ host, addresses: addresses.value.slice(0, 32) }) : addresses;
  },
  summarize: ({ host, addresses }) => `${host} is ${addresses.join(', ')}`,
});
