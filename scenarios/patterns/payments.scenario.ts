import { properties, scenario } from 'stormproof';
import { inOrder } from './claims';
import { sleep } from './consumer';
import { payments, takePayments } from './payments';

scenario('payments of one account are taken in their order, though one fails', {
  system: payments,
  needs: ['templates'],
  async storm({ submit, ...context }) {
    await submit(6);
    await takePayments(context, 6, () => sleep(3500));
  },
  calm: '1 minute',
  holds: [properties.exactlyOnce(), inOrder((row) => String(row['account']))],
});

scenario('a payment that is sent twice is taken once', {
  system: payments,
  needs: ['templates'],
  async storm({ submit, ...context }) {
    await submit(3);
    await submit({ id: 'payment-2', account: 'b' });
    await takePayments(context, 3, () => sleep(3500));
  },
  calm: '1 minute',
  holds: [properties.exactlyOnce()],
});
