import { Download } from "lucide-react";
import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";

import { pageContext } from "@/app/context";
import { DifferenceTable } from "@/components/prices/difference-table";
import { DisagreementTable } from "@/components/prices/disagreement-table";
import { EstimatesForm } from "@/components/lazy-parts";
import { ListAge } from "@/components/prices/list-age";
import { ListPanel } from "@/components/prices/list-panel";
import { OwnPriceDialog } from "@/components/prices/own-price-dialog";
import { OwnPriceTable } from "@/components/prices/own-price-table";
import { PriceSearch } from "@/components/prices/price-search";
import { PriceList } from "@/components/prices/price-list";
import { RepricingPanel } from "@/components/prices/repricing-panel";
import { loadPricesParams } from "@/components/prices/search-params";
import { UnpricedModels } from "@/components/prices/unpriced-models";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import { formatCount } from "@/lib/format/count";
import { browseList, MOST_LISTED } from "@/lib/traffic/browse-list";
import { listState } from "@/lib/traffic/list-state";
import { listOwnPrices } from "@/lib/cost/own/list-own-prices";
import { readEstimates } from "@/lib/cost/read-estimates";
import { listRepricings } from "@/lib/cost/reprice/list-repricings";
import { differs, lackOf } from "@/lib/traffic/assess-traffic";
import { type ModelTraffic, modelTraffic, TRAFFIC_DAYS } from "@/lib/traffic/model-traffic";

import {
  applyListAction,
  cancelRepricingAction,
  dropListAction,
  previewAction,
  proposeListAction,
  removePriceAction,
  repriceAction,
  savePriceAction,
  setEstimatesAction,
} from "./actions";

export const metadata: Metadata = { title: "Prices" };

const PERIOD = `the last ${TRAFFIC_DAYS} days`;

interface PricesPageProps {
  params: Promise<{ project: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function PricesPage({ params, searchParams }: PricesPageProps) {
  const ctx = await pageContext((await params).project);
  const { find, ...offer } = await loadPricesParams(searchParams);
  const { slug } = ctx.project;
  const [own, traffic, repricings, estimateTokens, listed] = await Promise.all([
    listOwnPrices(ctx),
    modelTraffic(ctx),
    listRepricings(ctx),
    readEstimates(ctx),
    browseList(ctx, find),
  ]);
  const { disagreements, ...list } = await listState(ctx, traffic);
  const editable = may(ctx.actor, "edit_prices");
  const today = ctx.now().toISOString().slice(0, 10);
  const save = savePriceAction.bind(null, slug);
  return (
    <>
      {!editable && <Notice>{whyNot(ctx.actor, "edit_prices")}</Notice>}
      <Unpriced traffic={traffic} slug={slug} today={today} editable={editable} save={save} />
      <OwnPrices
        prices={own}
        today={today}
        editable={editable}
        save={save}
        remove={removePriceAction.bind(null, slug)}
      />
      <RepricingPanel
        key={`${offer.provider} ${offer.model}`}
        offer={offer.model === null ? null : { model: offer.model, provider: offer.provider ?? "*" }}
        slug={slug}
        initial={repricings}
        today={today}
        editable={editable}
        models={traffic.flatMap(({ model }) => (model === null ? [] : [model]))}
        preview={previewAction.bind(null, slug)}
        run={repriceAction.bind(null, slug)}
        cancel={cancelRepricingAction.bind(null, slug)}
      />
      <InEffect traffic={traffic} slug={slug} />
      <Reported traffic={traffic} slug={slug} />
      <ListPanel
        state={list}
        age={<ListAge date={list.date} now={ctx.now()} />}
        propose={proposeListAction.bind(null, slug)}
        apply={applyListAction.bind(null, slug)}
        drop={dropListAction.bind(null, slug)}
      />
      <Panel title="Models of the price list" aside={<PriceSearch />} flush>
        {listed.total === 0 ? (
          <EmptyState small title={`No model or provider with “${find}”`}>
            Add a price of your own for it above.
          </EmptyState>
        ) : (
          <>
            <PriceList caption="Models of the price list" rows={listed.rows} />
            {listed.total > listed.rows.length && (
              <p className="px-3.5 py-2 text-s text-ink-3">
                The first {MOST_LISTED} of {formatCount(listed.total)}: search for the others.
              </p>
            )}
          </>
        )}
      </Panel>
      {disagreements.length > 0 && (
        <Panel title="Where the price lists differ" aside={`by more than 1 %, on ${list.date}`} flush>
          <DisagreementTable rows={disagreements} />
        </Panel>
      )}
      <Panel title="Calls without usage">
        <EstimatesForm
          key={String(estimateTokens)}
          estimateTokens={estimateTokens}
          editable={editable}
          save={setEstimatesAction.bind(null, slug)}
        />
      </Panel>
    </>
  );
}

interface OfTraffic {
  traffic: readonly ModelTraffic[];
  slug: string;
}

function Unpriced({
  traffic,
  ...props
}: OfTraffic & Omit<Parameters<typeof UnpricedModels>[0], "rows" | "slug">) {
  const unpriced = traffic.filter((row) => lackOf(row) !== null);
  return (
    <Panel title="Calls without a known cost" aside={PERIOD} flush>
      {unpriced.length === 0 ? (
        <EmptyState small title={traffic.length === 0 ? "No model calls yet" : "Every call has a cost"}>
          {traffic.length === 0
            ? "Models appear here when calls arrive that no price is known for."
            : `All calls of ${PERIOD} came with usage and have a price.`}
        </EmptyState>
      ) : (
        <UnpricedModels rows={unpriced} {...props} />
      )}
    </Panel>
  );
}

const OwnPrices = ({ prices, today, editable, save, remove }: Parameters<typeof OwnPriceTable>[0]) => (
  <Panel
    title="Own prices"
    aside={
      editable && <OwnPriceDialog save={save} today={today} trigger={<Button size="s">Add price</Button>} />
    }
    flush
  >
    {prices.length === 0 ? (
      <EmptyState small title="The price list applies to everything">
        Set prices of your own for contracts, discounts, batch calls and models that you host. They hold on
        the days that you say and go before the list.
      </EmptyState>
    ) : (
      <OwnPriceTable {...{ prices, today, editable, save, remove }} />
    )}
  </Panel>
);

const InEffect = ({ traffic, slug }: OfTraffic) => (
  <Panel
    title="Prices in effect"
    aside={
      <span className="flex items-center gap-3">
        <span className="max-sm:hidden">models of {PERIOD}</span>
        <Button asChild size="s">
          <a href={`/api/console/${encodeURIComponent(slug)}/prices/export`} download>
            <Download aria-hidden className="size-3.5" />
            CSV
          </a>
        </Button>
      </span>
    }
    flush
  >
    {traffic.length === 0 ? (
      <EmptyState small title="No model calls yet">
        The prices of every model that is used are listed here.
      </EmptyState>
    ) : (
      <PriceList caption="Prices in effect, by model" rows={traffic} />
    )}
  </Panel>
);

function Reported({ traffic, slug }: OfTraffic) {
  const different = traffic.filter(differs);
  return (
    <Panel
      how="concepts#when-the-client-says-it-cost-something-else"
      title="What clients report, and what we compute"
      aside={PERIOD}
      flush
    >
      {different.length === 0 ? (
        <EmptyState small title="No differences">
          {traffic.some((row) => row.reportedCalls > 0)
            ? "Where clients report a cost, it is what we compute."
            : "No client reports a cost of its own."}
        </EmptyState>
      ) : (
        <DifferenceTable rows={different} slug={slug} />
      )}
    </Panel>
  );
}
