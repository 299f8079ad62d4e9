/** How finely a chart looks: "by 15 minutes", "by hour". @param interval as questions of figures name it */
export const byInterval = (interval: string): string => {
  const minutes = /^(\d+)m$/.exec(interval)?.[1];
  return `by ${minutes ? `${minutes} minutes` : interval}`;
};
