using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PhStudio.Messaging.Gateway.Reference;

/// <summary>The document as JSON, written when it is first asked for: the start does not pay for it, and a second request costs nothing.</summary>
internal sealed class DocumentText([FromKeyedServices("v1")] IOpenApiDocumentProvider provider) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private string? _text;

    public async Task<IResult> ReadAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _text ??= await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        }
        finally
        {
            _gate.Release();
        }

        return TypedResults.Text(_text, "application/json; charset=utf-8");
    }

    public void Dispose() => _gate.Dispose();
}
