using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>
/// Adds the calls and their answers to the document: for each mapped route, what <see cref="CallReferences"/> says of it. Handlers answer by several statuses, from which the
/// framework by itself reads nothing. It runs when the document is requested, so that a start does not pay for it.
/// </summary>
internal sealed class DescribedCalls(EndpointDataSource endpoints) : IApiDescriptionProvider
{
    // After the framework's own, whose findings are replaced.
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        context.Results.Clear();
        foreach (var route in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            // Wherever GET is answered, HEAD is.
            foreach (var method in (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Where(method => method != "HEAD"))
            {
                if (CallReferences.Find(method, PathOf(route)) is { } known)
                {
                    context.Results.Add(Describe(known.Call, known.Group, route));
                }
            }
        }
    }

    /// <summary>The path as the document has it.</summary>
    internal static string PathOf(RouteEndpoint route) => route.RoutePattern.RawText?.Trim('/') switch
    {
        "docs/{documentName?}" => "/docs",
        var path => "/" + path,
    };

    private static ApiDescription Describe(CallReference call, string group, RouteEndpoint route)
    {
        var description = new ApiDescription
        {
            HttpMethod = call.Method,
            RelativePath = call.Path.TrimStart('/'),
            ActionDescriptor = new ActionDescriptor { EndpointMetadata = [call, new TagsAttribute(group), .. route.Metadata.OfType<RequiredRole>(), .. route.Metadata.OfType<IAllowAnonymous>()] },
        };
        foreach (var answer in call.Answers)
        {
            description.SupportedResponseTypes.Add(TypeOf(answer.Status, answer.Example?.GetType(), answer.ContentType));
        }

        foreach (var status in Refusals.Of(call, route.Metadata.GetMetadata<RequiredRole>() is not null).Keys.Where(status => call.Answers.All(answer => answer.Status != status)))
        {
            description.SupportedResponseTypes.Add(TypeOf(status, typeof(Problem), MediaTypeNames.Application.ProblemJson));
        }

        return description;
    }

    private static ApiResponseType TypeOf(int status, Type? type, string contentType) => new() { StatusCode = status, Type = type ?? typeof(void), ApiResponseFormats = type is null ? [] : [new ApiResponseFormat { MediaType = contentType }] };
}
