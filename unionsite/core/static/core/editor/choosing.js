// Lists of files take several at once: one chooser in its multiple mode fills as many items, as Wagtail's own
// MultipleChooserPanel does outside of streams (asked for as its issue 11318).
(() => {
  const { FieldBlockDefinition, ListBlockDefinition } = window.wagtailStreamField.blocks;

  // The chooser that a block begins with, and the names of the blocks around it; null where it begins otherwise.
  const chooserOf = (definition, path = []) => {
    if (definition instanceof FieldBlockDefinition) return definition.widget.openModal ? { factory: definition.widget, path } : null;
    const first = definition.childBlockDefs?.[0];
    return first ? chooserOf(first, [...path, first.name]) : null;
  };
  const widgetIn = (block, path) => path.reduce((one, name) => one.childBlocks[name], block).widget;

  class ChooserListDefinition extends ListBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      const list = super.render(placeholder, prefix, initialState, initialError);
      const { factory, path } = chooserOf(this.childBlockDef);
      const { maxNum = Infinity, strings } = this.meta;

      // Empty items are filled first; returns how many found no room.
      list.take = (chosen) => {
        const rest = chosen.filter((data) => {
          let item = list.children.find((child) => !widgetIn(child.block, path).getState());
          if (!item && list.children.length < maxNum) {
            const [, state, id] = list._getChildDataForInsertion();
            item = list.insert(state, list.children.length, { id });
          }
          if (item) widgetIn(item.block, path).setStateFromModalData(data);
          return !item;
        });
        told.textContent = rest.length ? strings.FULL.replace("{n}", rest.length) : "";
      };
      list.choose = () => factory.openModal(list.take, { multiple: true });

      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-small button-secondary";
      button.textContent = strings.CHOOSE;
      button.addEventListener("click", list.choose);
      const told = document.createElement("p");
      told.className = "help";
      told.setAttribute("role", "status");
      list.container.append(button, told);
      return list;
    }
  }

  window.telepath.register("unionsite.core.ChooserListBlock", ChooserListDefinition);
  window.choosing = { chooserOf, widgetIn };
})();
