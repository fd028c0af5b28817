/** Named as the API's parameters. */
export const NO_ACCESS_FILTERS = { staff_id: '', customer_id: '', from: '', to: '' };

export type AccessFilters = Readonly<typeof NO_ACCESS_FILTERS>;
