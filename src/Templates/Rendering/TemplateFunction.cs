using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>A function of ours as Scriban calls it, without reflection.</summary>
/// <param name="required">How many arguments it must have.</param>
/// <param name="most">How many it may have.</param>
/// <param name="body">What it does with them.</param>
internal sealed class TemplateFunction(int required, int most, Func<object?[], object?> body) : IScriptCustomFunction
{
    private static readonly ScriptParameterInfo Parameter = new(typeof(object), "value");

    public int RequiredParameterCount => required;

    public int ParameterCount => most;

    // What is not given stays away instead of arriving as null.
    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.Direct;

    public Type ReturnType => typeof(object);

    public ScriptParameterInfo GetParameterInfo(int index) => Parameter;

    /// <summary>Calls it, after its arguments were counted.</summary>
    public object? Call(object?[] arguments) => body(arguments);

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) => body([.. arguments]);

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) => new(body([.. arguments]));
}
