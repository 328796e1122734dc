using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>
/// Refuses a parameter behind the question mark at a call that changes something and takes none: one that is passed over, such as <c>dryrun=true</c>, would change what its caller did not want
/// changed. Calls that take some refuse the others themselves.
/// </summary>
internal sealed class UnknownParameters : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        return request.Query.Count > 0 && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
            && context.HttpContext.GetEndpoint() is RouteEndpoint route && CallReferences.Find(request.Method, DescribedCalls.PathOf(route)) is { } known && known.Call.Parameters.All(parameter => parameter.IsInPath)
                ? ValueTask.FromResult<object?>(ProblemResults.WrongFields(request.Query.Keys.Select(WireReader.Shown).Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => new[] { "is not known here; this call takes no parameters" })))
                : next(context);
    }
}
