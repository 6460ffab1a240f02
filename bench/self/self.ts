export async function benchSelf(q:boolean):Promise<any>{return {}}
