-- A walk through one finding in Neovim's built-in client; run by check-editors, headless, in the buffer of a
-- real driver. Takes from the environment: SERVER, BUILD, CODE (the check), WRONG and RIGHT (what is written,
-- what it should be). Prints a line for each step that went as it must, and quits with 1 at the first that
-- did not.
local server, build, code = vim.env.SERVER, vim.env.BUILD, vim.env.CODE

local function fail(what)
  io.stdout:write("editor.lua: " .. what .. "\n")
  vim.cmd("cquit 1")
end

local function found()
  for _, one in ipairs(vim.diagnostic.get(0)) do
    local lsp = one.user_data and one.user_data.lsp or {}
    if (one.code or lsp.code) == code then
      return one
    end
  end
end

-- The first answer reads all headers.
local function await(what, is_so)
  if not vim.wait(60000, is_so, 20) then
    fail("in vain: " .. what)
  end
  io.stdout:write(what .. "\n")
end

local id = vim.lsp.start_client({
  name = "dma-clangd",
  cmd = { server, "--compile-commands-dir=" .. build, "--background-index=0", "--log=error" },
  root_dir = build,
})
vim.lsp.buf_attach_client(0, id)
await("the finding appears", found)
local place = found().lnum

local line = vim.api.nvim_buf_get_lines(0, place, place + 3, false)
local mended = vim.tbl_map(function(text)
  return (text:gsub(vim.env.WRONG, vim.env.RIGHT))
end, line)
vim.api.nvim_buf_set_lines(0, place, place + 3, false, mended)
await("an unsaved edit makes it vanish", function() return not found() end)

vim.cmd("undo")
await("undone, it is back", found)

vim.ui.select = function(items, _, choose)
  for _, item in ipairs(items) do
    local title = (item[2] or item).title
    if not title:find("NOLINT") then
      return choose(item)
    end
  end
  fail("no quick fix is offered")
end
vim.api.nvim_win_set_cursor(0, { place + 1, found().col })
vim.lsp.buf.code_action({ context = { diagnostics = { found().user_data.lsp }, only = { "quickfix" } } })
await("the quick fix makes it vanish", function() return not found() end)
if not vim.deep_equal(vim.api.nvim_buf_get_lines(0, place, place + 3, false), mended) then
  fail("the quick fix wrote something else")
end
if not vim.bo.modified then
  fail("the file was written")
end
vim.lsp.stop_client(id)
vim.cmd("qall!")
