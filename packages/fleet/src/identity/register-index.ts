/** The register, as it answers to whom an address or a host name belongs; with the reason. Pure. */
import { AddressIndex } from './address-index.js';

export interface Owner {
  readonly organisation: string;
  /** Where it stands: register, rdap … */
  readonly source: string;
}

export interface Attribution {
  readonly organisation: string;
  readonly host?: string;
  /** `domain town.example (register)`. */
  readonly reason: string;
}

interface KnownHost {
  readonly id: string;
  readonly organisation: string;
  readonly name: string;
}

/** What two organisations claim equally belongs to neither, as long as nobody decides. */
export class RegisterIndex {
  readonly #domains = new Map<string, Owner[]>();
  readonly #networks = new AddressIndex<Owner & { readonly network: string }>();
  readonly #hostNames = new Map<string, KnownHost[]>();
  readonly #hostAddresses = new Map<string, KnownHost[]>();

  addDomain(domain: string, owner: Owner): void {
    push(this.#domains, domain.toLowerCase(), owner);
  }

  addNetwork(network: string, owner: Owner): void {
    this.#networks.add(network, { ...owner, network });
  }

  addHost(host: KnownHost & { readonly addresses: readonly string[] }): void {
    push(this.#hostNames, host.name, host);
    for (const address of host.addresses) push(this.#hostAddresses, address, host);
  }

  find(address: string | undefined, hostname: string | undefined): Attribution | undefined {
    const found = this.#byHost(address) ?? this.#byDomain(hostname) ?? this.#byNetwork(address);
    if (found === undefined) return undefined;
    const host =
      only((this.#hostNames.get(hostname ?? '') ?? []).filter((one) => one.organisation === found.organisation)) ??
      only((this.#hostAddresses.get(address ?? '') ?? []).filter((one) => one.organisation === found.organisation));
    return host === undefined ? found : { ...found, host: host.id };
  }

  #byHost(address: string | undefined): Attribution | undefined {
    const host = agreed(this.#hostAddresses.get(address ?? '') ?? []);
    return host && { organisation: host.organisation, reason: `address of ${host.name} (own record)` };
  }

  #byDomain(hostname: string | undefined): Attribution | undefined {
    let name = hostname?.toLowerCase() ?? '';
    for (;;) {
      const owners = this.#domains.get(name);
      if (owners !== undefined) {
        const owner = agreed(owners);
        return owner && { organisation: owner.organisation, reason: `domain ${name} (${owner.source})` };
      }
      const dot = name.indexOf('.');
      if (dot < 0) return undefined;
      name = name.slice(dot + 1);
    }
  }

  #byNetwork(address: string | undefined): Attribution | undefined {
    if (address === undefined) return undefined;
    const owner = agreed(this.#networks.narrowest(address));
    return owner && { organisation: owner.organisation, reason: `network ${owner.network} (${owner.source})` };
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

/** The first, where all are of one organisation. */
function agreed<T extends { readonly organisation: string }>(items: readonly T[]): T | undefined {
  const [first] = items;
  return first !== undefined && items.every(({ organisation }) => organisation === first.organisation)
    ? first
    : undefined;
}
