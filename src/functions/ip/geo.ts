import { invalidArgument } from '../../diagnostics/row-error.ts';
import { varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import type { Place } from '../geo-provider.ts';
import { formatAddress, parseHostAddress } from './address.ts';
import { addressParameter } from './ip-normalize.ts';

const coordinates = ({ latitude, longitude }: Place): string | undefined =>
  latitude === undefined || longitude === undefined ? undefined : `${latitude},${longitude}`;

function lookUp(name: string, what: string, pick: (place: Place) => string | undefined): ScalarFunction {
  const answer = ({ geo }: CallSite, address: string, language: string | undefined): string | null => {
    if (!geo) return invalidArgument('it needs a database of addresses: createEngine({ geo }) takes one');
    const known = parseHostAddress(address);
    const place = geo(known ? formatAddress(known) : address, language);
    return (place && pick(place)) ?? null;
  };
  return defineScalar({
    name,
    category: 'ip',
    summary: `The ${what} of an address, by the geo provider that the host gave to createEngine; NULL where that does not know it, a failure where there is no provider.`,
    parameters: {
      address: addressParameter,
      'language?': { description: "the language of names, such as 'en', as the provider knows them", default: "the provider's" },
    },
    examples: [{ call: `try(${name}('8.8.8.8'))`, result: 'NULL' }],
    volatility: 'stable',
    overloads: [
      overload({ params: [varchar], returns: varchar, prepare: (call) => (address) => answer(call, address, undefined) }),
      overload({ params: [varchar, varchar], returns: varchar, prepare: (call) => (address, language) => answer(call, address, language) }),
    ],
  });
}

export const geoFunctions: readonly ScalarFunction[] = [
  lookUp('ip_to_country', 'country', ({ country }) => country),
  lookUp('ip_to_country_code', 'country code', ({ countryCode }) => countryCode),
  lookUp('ip_to_province', 'province', ({ province }) => province),
  lookUp('ip_to_city', 'city', ({ city }) => city),
  lookUp('ip_to_provider', 'internet provider', ({ provider }) => provider),
  lookUp('ip_to_geo', 'latitude and longitude', coordinates),
  lookUp('ip_to_city_geo', 'latitude and longitude of the city', coordinates),
];
