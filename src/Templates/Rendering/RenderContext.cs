using System.Globalization;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Sources;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>
/// Scriban's state of one render. It escapes every value for Telegram's HTML, knows no function but ours, and takes
/// what authors would call absent (an empty text or list, 0) for false.
/// After a render that failed it holds the text so far, so it must not be used again.
/// </summary>
internal sealed class RenderContext : TemplateContext
{
    private static readonly Dictionary<string, object?> NoValues = [];

    private readonly TemplateFunctions _functions;
    private readonly bool _markup;
    private Dictionary<string, object?> _values = NoValues;

    public RenderContext(TemplateFunctions functions, bool markup)
        : base(new ScriptObject())
    {
        (_functions, _markup) = (functions, markup);
        StrictVariables = true;
        EnableRelaxedMemberAccess = false;
        EnableRelaxedIndexerAccess = false;
        AutoIndent = false;
        NewLine = "\n";
        LoopLimit = TemplateLimits.Loops;
        RecursiveLimit = TemplateLimits.Recursion;
        RegexTimeOut = TemplateLimits.RegexTime;
        LimitToString = TemplateLimits.Output;
        OutputLimit = TemplateLimits.Output;
        OnStringLimit = ScriptLimitBehavior.Throw;
        OnOutputLimit = ScriptLimitBehavior.Throw;
    }

    /// <summary>How large the buffer of the text has grown, in characters.</summary>
    public int BufferSize => ((StringBuilderOutput)Output).Builder.Capacity;

    /// <summary>Gives it the values of the next render.</summary>
    public void Use(Dictionary<string, object?> next)
    {
        _values = next;
        PushGlobal(new ValueScope(next));
    }

    public override void Reset()
    {
        base.Reset();
        _values = NoValues;
        CancellationToken = CancellationToken.None;
    }

    /// <summary>Escapes a value, unless it is markup of our own functions.</summary>
    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        switch (textAsObject)
        {
            case null:
                break;
            case string text when _markup:
                WriteEscaped(text);
                break;
            case string text:
                Write(text);
                break;
            case MarkupText made:
                Write(made.Html);
                break;
            case long number:
                Write(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                // The library would write it in a form of its own: a date month first, a moment without its time.
                throw new ScriptRuntimeException(span, "this value must be written with a function");
        }

        return this;
    }

    /// <inheritdoc cref="Write(SourceSpan, object?)"/>
    public override ValueTask<TemplateContext> WriteAsync(SourceSpan span, object? textAsObject) => new(Write(span, textAsObject));

    /// <summary>What a condition takes for true: everything but nothing, <c>false</c>, 0, and an empty text or list.</summary>
    public override bool ToBool(SourceSpan span, object? value) => value switch
    {
        null => false,
        bool flag => flag,
        string text => text.Length > 0,
        long number => number != 0,
        decimal amount => amount != 0,
        string[] items => items.Length > 0,
        _ => true,
    };

    /// <summary>
    /// As the library does, but a name in a function's place means the function, also where a value is called the same.
    /// The commonest nodes are short-cut: the library allocates for each look-up of a name and several times for each call.
    /// </summary>
    public override object? Evaluate(ScriptNode? scriptNode, bool aliasReturnedFunction)
    {
        switch (scriptNode)
        {
            case ScriptRawStatement text:
                Write(text.Text);
                return null;
            case ScriptVariableGlobal variable:
                return FunctionAt(variable) ?? (_values.TryGetValue(variable.Name, out var value) ? value : base.Evaluate(variable, aliasReturnedFunction));
            case ScriptLiteral literal:
                return literal.Value;
            case ScriptPipeCall { From: { } from, To: ScriptFunctionCall { Target: ScriptVariableGlobal name } call } when _functions.Find(name.Name) is { } function:
                return Call(function, call, from);
            case ScriptFunctionCall { Target: ScriptVariableGlobal name } call when _functions.Find(name.Name) is { } function:
                return Call(function, call, piped: null);
            default:
                return base.Evaluate(scriptNode, aliasReturnedFunction);
        }
    }

    /// <inheritdoc cref="Evaluate(ScriptNode?, bool)"/>
    public override ValueTask<object?> EvaluateAsync(ScriptNode? scriptNode, bool aliasReturnedFunction) =>
        scriptNode is ScriptVariableGlobal name && FunctionAt(name) is { } function ? new(function) : base.EvaluateAsync(scriptNode, aliasReturnedFunction);

    /// <summary>Arguments reach our functions as they are.</summary>
    public override object? ToObject(SourceSpan span, object? value, Type destinationType) =>
        destinationType == typeof(object) ? value : base.ToObject(span, value, destinationType);

    /// <summary>Values have no members: through those of .NET a template could read and write what is not its own.</summary>
    protected override IObjectAccessor? GetMemberAccessorImpl(object target) => throw NoMembers();

    /// <inheritdoc cref="GetMemberAccessorImpl"/>
    protected override IListAccessor? GetListAccessorImpl(object target, Type type) => throw NoMembers();

    private ScriptRuntimeException NoMembers() => new(CurrentSpan, "values have no members");

    private TemplateFunction? FunctionAt(ScriptVariableGlobal name) =>
        name.Parent is ScriptFunctionCall call && ReferenceEquals(call.Target, name) ? _functions.Find(name.Name) : null;

    private object? Call(TemplateFunction function, ScriptFunctionCall call, ScriptExpression? piped)
    {
        var first = piped is null ? 0 : 1;
        var arguments = new object?[first + call.Arguments.Count];
        if (arguments.Length < function.RequiredParameterCount || arguments.Length > function.ParameterCount)
        {
            throw new ScriptRuntimeException(call.Span, $"{call.Target} is called with {arguments.Length} arguments");
        }

        if (piped is not null)
        {
            arguments[0] = Evaluate(piped);
        }

        for (var i = first; i < arguments.Length; i++)
        {
            arguments[i] = Evaluate(call.Arguments[i - first]);
        }

        return function.Call(arguments);
    }

    private void WriteEscaped(string text)
    {
        var from = 0;
        for (var at = text.AsSpan().IndexOfAny(TelegramEscape.Special); at >= 0;)
        {
            Write(text, from, at);
            Write(TelegramEscape.Of(text[from + at]));
            from += at + 1;
            at = text.AsSpan(from).IndexOfAny(TelegramEscape.Special);
        }

        Write(text, from, text.Length - from);
    }
}
