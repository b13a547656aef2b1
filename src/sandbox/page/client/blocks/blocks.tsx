import type { VNode } from "preact";
import type { Wire } from "../model.ts";
import { Element, ImageElement, Unknown } from "./elements.tsx";
import { InputBlock } from "./input-block.tsx";
import { Markdown } from "./markdown.tsx";
import { RichText } from "./rich-text.tsx";
import { plainWords, TextLine, TextObject } from "./text-object.tsx";
import { isWire, stringOf, wireOf, wiresOf, wordsOf } from "./wire.ts";

/** Block Kit, drawn. Blocks that the page does not know are drawn as their name. */
export function Blocks({ blocks }: { readonly blocks: readonly Wire[] }): VNode {
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        <Block key={stringOf(block.block_id) || index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: Wire }): VNode {
  const type = stringOf(block.type);
  switch (type) {
    case "section":
      return <Section block={block} />;
    case "header":
      return <h3 class="block-header">{plainWords(block.text)}</h3>;
    case "context":
      return <Context block={block} />;
    case "divider":
      return <hr class="block-divider" />;
    case "actions":
      return <Actions block={block} />;
    case "image":
      return <Picture block={block} />;
    case "input":
      return <InputBlock block={block} />;
    case "rich_text":
      return <RichText block={block} />;
    case "table":
      return <Table block={block} />;
    case "markdown":
      return <Markdown text={stringOf(block.text)} />;
    case "file":
      return <span class="unknown">file {stringOf(block.external_id)}</span>;
    default:
      return <Unknown type={type} />;
  }
}

function Section({ block }: { readonly block: Wire }): VNode {
  const fields = wiresOf(block.fields);
  return (
    <div class="block-section">
      <div class="block-words">
        {isWire(block.text) && <TextObject text={block.text} />}
        {fields.length > 0 && (
          <div class="block-fields">
            {fields.map((field, index) => (
              <div key={index}>
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isWire(block.accessory) && (
        <div class="block-accessory">
          <Element blockId={stringOf(block.block_id)} element={block.accessory} />
        </div>
      )}
    </div>
  );
}

function Context({ block }: { readonly block: Wire }): VNode {
  return (
    <div class="block-context">
      {wiresOf(block.elements).map((element, index) =>
        element.type === "image" ? (
          <ImageElement key={index} element={element} />
        ) : (
          <div key={index}>
            <TextObject text={element} />
          </div>
        ),
      )}
    </div>
  );
}

function Actions({ block }: { readonly block: Wire }): VNode {
  const blockId = stringOf(block.block_id);
  return (
    <div class="block-actions">
      {wiresOf(block.elements).map((element, index) => (
        <Element key={stringOf(element.action_id) || index} blockId={blockId} element={element} />
      ))}
    </div>
  );
}

function Picture({ block }: { readonly block: Wire }): VNode {
  return (
    <figure class="block-image">
      {wordsOf(block.title) !== "" && (
        <figcaption>
          <TextLine text={block.title} />
        </figcaption>
      )}
      <ImageElement element={block} />
    </figure>
  );
}

function Table({ block }: { readonly block: Wire }): VNode {
  const [head = [], ...rows] = Array.isArray(block.rows) ? block.rows.map(wiresOf) : [];
  const settings = wiresOf(block.column_settings);
  const align = (column: number): string => stringOf(settings[column]?.align) || "left";
  return (
    // Wide tables scroll by themselves, by keyboard as well.
    <div class="table-frame" role="region" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" class={align(column)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={align(column)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: Wire }): VNode {
  if (cell.type === "rich_text") return <RichText block={cell} />;
  return <>{stringOf(wireOf(cell).text)}</>;
}
