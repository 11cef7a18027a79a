//! Which sources are not compiled although they are Python: those that would take the compiler ages, and those that
//! compile code at run time, past every check.
//!
//! The interpreter's compiler looks at the body of a nested function about 2.6 times for each level around it: twenty
//! levels of `def` take it most of a minute, and no limit is checked in the meantime. Hence an estimate of its work.

use monty_types::{CodeLoc, ExcType, MontyException, StackFrame};
use ruff_python_ast::{
    Expr, ExprContext, Stmt,
    visitor::{Visitor, walk_expr, walk_stmt},
};
use ruff_python_parser::parse_module;
use ruff_text_size::{Ranged, TextRange};
use serde::{Deserialize, Serialize};

use super::limits::MAX_SOURCE_BYTES;
use crate::message::{Code, CompileOptions, Error, Limit};

/// Most work that compiling may take, in units of about half a nanosecond.
const MAX_WORK: u64 = 2_000_000_000;
/// Work for a function of its own, in units and in bytes of source.
const FUNCTION_WORK: u64 = 128;
/// How often the compiler looks at a function for each level around it, rounded up.
const LEVEL_FACTOR: u64 = 3;
/// How deep functions may be nested in each other unless the host says otherwise.
const DEFAULT_DEF_NESTING: u32 = 8;
/// Deepest expression that is looked into. The interpreter takes 200.
const MAX_EXPRESSION_DEPTH: u32 = 1000;

/// What the host says about sources.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Rules {
    /// Whether the code may use `eval` and `exec`.
    eval: bool,
    /// How deep functions may be nested in each other, if the work is bearable; the outermost is at depth 1.
    def_nesting: u32,
}

impl Rules {
    pub fn new(options: &CompileOptions) -> Self {
        Self {
            eval: options.eval,
            def_nesting: match options.max_def_nesting {
                Limit::Default => DEFAULT_DEF_NESTING,
                Limit::Unlimited => u32::MAX,
                Limit::At(depth) => u32::try_from(depth).unwrap_or(u32::MAX),
            },
        }
    }
}

/// Refuses `code` that is too long.
pub(super) fn check_length(code: &str) -> Result<(), Error> {
    if code.len() <= MAX_SOURCE_BYTES {
        return Ok(());
    }
    let length = code.len();
    let message = format!("the source is {length} bytes long; at most {MAX_SOURCE_BYTES} are compiled");
    Err(Error::new(Code::SourceLength, message))
}

/// Refuses `code` with a `SyntaxError` at the place of the cause.
///
/// What the interpreter's parser refuses is left to the interpreter. Parsing and the tree's drop need a large stack.
pub(super) fn check(code: &str, name: &str, rules: Rules) -> Result<(), MontyException> {
    if is_plain(code, rules) || !monty::source_within_nesting_bound(code, 0) {
        return Ok(());
    }
    let Ok(parsed) = parse_module(code) else {
        return Ok(());
    };
    let mut walk = Walk {
        rules,
        nesting: 0,
        level_factor: 1,
        work: 0,
        depth: 0,
        refused: None,
    };
    walk.visit_body(parsed.suite());
    match walk.refused {
        None => Ok(()),
        Some((range, message)) => Err(syntax_error(code, name, range, message)),
    }
}

/// Whether the text alone shows that there is nothing to refuse, so that most sources need not be parsed twice.
///
/// Each function has a `def`, so their number bounds the work even if all were nested. Python takes some other letters
/// for the same identifier, but none of them is ASCII.
fn is_plain(code: &str, rules: Rules) -> bool {
    let functions = u32::try_from(code.matches("def").count()).unwrap_or(u32::MAX);
    let size = FUNCTION_WORK.saturating_add(code.len() as u64);
    let work = size
        .saturating_mul(functions.into())
        .saturating_mul(LEVEL_FACTOR.saturating_pow(functions));
    functions <= rules.def_nesting
        && work <= MAX_WORK
        && (rules.eval || (code.is_ascii() && !code.contains("eval") && !code.contains("exec")))
}

struct Walk {
    rules: Rules,
    /// How many functions are around.
    nesting: u32,
    /// [`LEVEL_FACTOR`] to the power of the number of functions around.
    level_factor: u64,
    work: u64,
    depth: u32,
    /// The first cause to refuse the source.
    refused: Option<(TextRange, String)>,
}

impl Walk {
    fn refuse(&mut self, range: TextRange, message: impl Into<String>) {
        if self.refused.is_none() {
            self.refused = Some((range, message.into()));
        }
    }
}

impl<'a> Visitor<'a> for Walk {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.refused.is_some() {
            return;
        }
        let Stmt::FunctionDef(function) = stmt else {
            return walk_stmt(self, stmt);
        };
        if self.nesting >= self.rules.def_nesting {
            let message = format!("functions are nested more than {} deep", self.rules.def_nesting);
            return self.refuse(function.name.range(), message);
        }
        let size = FUNCTION_WORK.saturating_add(function.range().len().to_u32().into());
        self.work = self.work.saturating_add(size.saturating_mul(self.level_factor));
        if self.work > MAX_WORK {
            return self.refuse(function.name.range(), "functions are nested too deeply to be compiled");
        }
        let outside = self.level_factor;
        self.nesting += 1;
        self.level_factor = outside.saturating_mul(LEVEL_FACTOR);
        walk_stmt(self, stmt);
        self.level_factor = outside;
        self.nesting -= 1;
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.refused.is_some() {
            return;
        }
        if self.depth == MAX_EXPRESSION_DEPTH {
            return self.refuse(expr.range(), "expressions are nested too deeply");
        }
        if let Expr::Name(name) = expr
            && !self.rules.eval
            && name.ctx == ExprContext::Load
            && matches!(name.id.as_str(), "eval" | "exec")
        {
            return self.refuse(
                name.range(),
                format!("{:?} is not available", name.id.as_str()).replace('"', "'"),
            );
        }
        self.depth += 1;
        walk_expr(self, expr);
        self.depth -= 1;
    }
}

/// The exception with one frame, as the interpreter makes it for a source that is no Python.
fn syntax_error(code: &str, name: &str, range: TextRange, message: String) -> MontyException {
    let (start, line) = locate(code, range.start().to_usize());
    let (end, _) = locate(code, range.end().to_usize());
    let frame = StackFrame {
        filename: name.to_owned(),
        start,
        end: if end.line == start.line { end } else { start },
        frame_name: None,
        preview_line: Some(line.into()),
        hide_caret: false,
        hide_frame_name: true,
    };
    MontyException::with_traceback(ExcType::SyntaxError, Some(message), vec![frame])
}

/// The line and column, both from 1, at a byte of the source, and the line's text.
fn locate(code: &str, offset: usize) -> (CodeLoc, &str) {
    let (mut number, mut begin) = (0, 0);
    let bytes = code.as_bytes();
    for (index, byte) in bytes.iter().enumerate().take(offset) {
        // A line ends with LF, CR LF or CR.
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')) {
            number += 1;
            begin = index + 1;
        }
    }
    let rest = code.get(begin..).unwrap_or_default();
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let column = code.get(begin..offset).unwrap_or_default().chars().count();
    (CodeLoc::new(number, u32::try_from(column).unwrap_or(u32::MAX)), line)
}
