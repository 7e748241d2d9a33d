import { properties, scenario } from 'stormproof';
import { lieIn, only } from './claims';
import { fanOut, retentionDays, take, takeUntilDead } from './fan-out';

scenario('an order that shipping can’t take ends in its dead-letter queue', {
  system: fanOut,
  needs: ['templates'],
  async storm({ submit, ...context }) {
    await submit({ id: 'order-a', delivery: 'parcel' });
    await submit({ id: 'poison', delivery: 'parcel' });
    await submit({ id: 'order-b', delivery: 'parcel' });
    await context.cloud.settle();
    await takeUntilDead(context, 'poison');
  },
  calm: '1 minute',
  holds: [properties.exactlyOnce({ except: ['poison'] }), lieIn('ShippingDlq', ['poison'])],
});

scenario('billing is told of every order, shipping of parcels alone', {
  system: fanOut,
  needs: ['templates'],
  async storm({ submit, ...context }) {
    await submit(6);
    await context.cloud.settle();
    await take(context, 'Billing');
    await take(context, 'Shipping');
  },
  calm: '1 minute',
  holds: [only('Billing', () => true), only('Shipping', (id) => !['order-3', 'order-6'].includes(id))],
});

scenario('a dead letter is kept for fourteen days', {
  system: fanOut,
  needs: ['virtualTime'],
  async storm({ submit, stack, cloud, look, ...rest }) {
    const context = { stack, cloud, ...rest };
    await submit({ id: 'poison', delivery: 'parcel' });
    await cloud.settle();
    await takeUntilDead(context, 'poison');
    await cloud.advance('13 days');
    look('day 13', (await stack.queue('ShippingDlq').size()) === 1 ? [{ id: 'poison' }] : []);
    await cloud.advance('2 days');
    look('day 15', (await stack.queue('ShippingDlq').size()) === 1 ? [{ id: 'poison' }] : []);
  },
  holds: [properties.retained({ at: 'day 13' }), properties.expired({ after: 'day 13', by: 'day 15' })],
  async configured(context) {
    const days = await retentionDays(context, 'ShippingDlq');
    if (days !== 14) throw new Error(`ShippingDlq keeps messages for ${days} days, not 14.`);
    return 'ShippingDlq is set to keep messages for 14 days';
  },
});
